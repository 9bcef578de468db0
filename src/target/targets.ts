import type { Ms } from '../model/config.ts'
import type { Leftover, RunId, Scope, SitePlan, Targets, Testbed } from '../ports.ts'
import { type Engine, findEngine } from './engine.ts'
import { endingCallsWith, untilAborted } from './engine-calls.ts'
import { graceAfter } from './grace.ts'
import { readSwapBytes } from './machine.ts'
import { readOwner } from './owner.ts'
import { checkEngine, checkLimits } from './preflight.ts'
import { sweepContainers } from './sweep.ts'

/** `env`: the process's environment. The engine that is found is written into the real one, for Testcontainers and whatever is run later. */
export type TargetsOptions = {
  readonly perfGateVersion: string
  readonly env: NodeJS.ProcessEnv
  /** What the engine may take for an answer; a time that engines keep when they work, where it is left out. */
  readonly answersWithinMs?: Ms
}

/** Targets on the Docker engine of this machine. The engine is looked for until it is found, at the first call that needs it. */
export function createTargets({ perfGateVersion, env, answersWithinMs }: TargetsOptions): Targets {
  const self = readOwner()
  let engine: Promise<Engine> | null = null
  const theEngine = () => {
    engine ??= findEngine(env, answersWithinMs).catch((thrown: unknown) => {
      engine = null
      throw thrown
    })
    return engine
  }
  /** The clean-up of runs that were begun here; one that has no testbed yet has nothing to clean up. */
  const graces = new Map<RunId, AbortSignal | 'nothing-started'>()

  async function sweep(whose: RunId | 'dead', { signal, clock, log }: Scope): Promise<readonly Leftover[]> {
    const grace = graces.get(whose)
    if (grace === 'nothing-started') return []
    const end = grace === undefined ? signal : AbortSignal.any([signal, grace])
    return await endable(end, async () => {
      const { docker } = await theEngine()
      return await sweepContainers({ docker, whose, self, epochMs: clock.date().getTime(), log })
    })
  }

  async function open(site: SitePlan, scope: Scope): Promise<Testbed> {
    const found = await theEngine()
    checkEngine(found.info, await readSwapBytes())
    for (const spec of site.images.values()) checkLimits(found.info, spec)
    await sweep('dead', scope)
    scope.signal.throwIfAborted()
    // Loaded here because it takes half a second, and because Testcontainers reads Docker's settings when it is loaded, which have been checked by now.
    const { openTestbed } = await import('./testbed.ts')
    const grace = graceAfter(scope.signal)
    const testbed = await openTestbed({ engine: found, site, self, perfGateVersion, env, grace }, scope)
    graces.set(site.runId, grace)
    return testbed
  }

  async function prepare(site: SitePlan, scope: Scope): Promise<Testbed> {
    graces.set(site.runId, 'nothing-started')
    return await endable(scope.signal, () => open(site, scope))
  }

  return { prepare, sweep }
}

/** The body's value, or the signal's reason as soon as it is aborted, whatever the body waits for. */
function endable<T>(signal: AbortSignal, body: () => Promise<T>): Promise<T> {
  return untilAborted(endingCallsWith(signal, body), signal)
}
