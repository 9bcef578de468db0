import type { Leftover, RunId, Scope, SitePlan, Targets, Testbed } from '../ports.ts'
import { type Engine, findEngine } from './engine.ts'
import { readSwapBytes } from './machine.ts'
import { readOwner } from './owner.ts'
import { checkEngine, checkLimits } from './preflight.ts'
import { sweepContainers } from './sweep.ts'

/** `env`: the process's environment. The engine that is found is written into the real one, for Testcontainers and whatever is run later. */
export type TargetsOptions = { readonly perfGateVersion: string; readonly env: NodeJS.ProcessEnv }

/** Targets on the Docker engine of this machine. The engine is looked for once, at the first call that needs it. */
export function createTargets({ perfGateVersion, env }: TargetsOptions): Targets {
  const self = readOwner()
  let engine: Promise<Engine> | null = null
  const theEngine = () => {
    engine ??= findEngine(env)
    return engine
  }

  async function sweep(whose: RunId | 'dead', { clock, log }: Scope): Promise<readonly Leftover[]> {
    const { docker } = await theEngine()
    return await sweepContainers({ docker, whose, self, epochMs: clock.date().getTime(), log })
  }

  async function prepare(site: SitePlan, scope: Scope): Promise<Testbed> {
    const found = await theEngine()
    checkEngine(found.info, await readSwapBytes())
    for (const spec of site.images.values()) checkLimits(found.info, spec)
    await sweep('dead', scope)
    scope.signal.throwIfAborted()
    // Loaded here because it takes half a second, and because Testcontainers reads Docker's settings when it is loaded, which have been checked by now.
    const { openTestbed } = await import('./testbed.ts')
    return await openTestbed({ engine: found, site, self, perfGateVersion, env }, scope)
  }

  return { prepare, sweep }
}
