import { readConfig } from '../../config/read-config.ts'
import type { ConfigSources } from '../../config/sources.ts'
import type { Config } from '../../model/config.ts'
import { adviseRequests } from '../command/suggest-block.ts'
import { type Attempt, type AttemptWorld, attempt } from './attempt.ts'

/** The configuration, still in its parts. */
export type Configured = {
  readonly sources: () => ConfigSources
  /** Refuses before anything is started what could not end well. Throws ConfigError or SetupError. */
  readonly check: (config: Config) => Promise<void>
}

/** Reads the configuration and does what is to be done by it. One without requests gets a block to paste, for which the image may be started. */
export async function attemptConfigured<T>(
  world: AttemptWorld & Configured,
  body: (config: Config, sources: ConfigSources) => Promise<T>,
): Promise<Attempt<T>> {
  const ended = await attempt(world, async () => {
    const sources = world.sources()
    const config = readConfig(sources)
    await world.check(config)
    return await body(config, sources)
  })
  if (ended.kind !== 'bad-config') return ended
  const advised = await attempt(world, async () => {
    const advice = await adviseRequests(ended.error, world.sources, world)
    world.signal.throwIfAborted()
    return advice
  })
  return advised.kind === 'done' ? advised.value : advised
}
