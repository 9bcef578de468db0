import { readConfig } from '../config/read-config.ts'
import type { ConfigSources } from '../config/sources.ts'
import type { Config } from '../model/config.ts'
import { exitCode } from '../model/verdict.ts'
import { type Finished, gate, type World } from '../stories/gate.ts'
import { type Attempt, attempt, failureCode } from './attempt.ts'
import { adviseRequests } from './suggest-block.ts'

/** What a gate needs, with the configuration still in its parts. */
export type GateWorld = Omit<World, 'readConfig'> & {
  readonly sources: () => ConfigSources
  /** Refuses before anything is started what could not end well. Throws ConfigError or SetupError. */
  readonly check: (config: Config) => Promise<void>
}

/** Runs the gate. A configuration without requests gets a block to paste, for which the image may be started. */
export async function attemptGate(world: GateWorld): Promise<Attempt<Finished>> {
  const ended = await attempt(world, async () => {
    const config = readConfig(world.sources())
    await world.check(config)
    return await gate({ ...world, readConfig: () => config })
  })
  if (ended.kind !== 'bad-config') return ended
  const advised = await attempt(world, async () => {
    const advice = await adviseRequests(ended.error, world.sources, world)
    world.signal.throwIfAborted()
    return advice
  })
  return advised.kind === 'done' ? advised.value : advised
}

/** The exit code of a gate (design: 0, 1, 2, 3, 130). */
export function gateCode(ended: Attempt<Finished>): number {
  if (ended.kind !== 'done') return failureCode(ended)
  return exitCode(ended.value.verdict, ended.value.result.asked.failOn)
}
