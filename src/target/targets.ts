import type { Ms } from '../model/config.ts'
import type { Leftover, RunId, Scope, SitePlan, Targets, Testbed } from '../ports.ts'
import { checkSite } from './checks/check-site.ts'
import { endingCallsWith, untilAborted } from './engine/calls.ts'
import { type Engine, findEngine } from './engine/engine.ts'
import { graceAfter } from './engine/grace.ts'
import { readOwner } from './engine/owner.ts'
import { sweepLeftovers } from './sweep.ts'

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
  /** Preparations, until they have cleaned up after themselves where they failed. */
  const openings = new Map<RunId, Promise<unknown>>()

  async function sweep(whose: RunId | 'dead', { signal, clock, log }: Scope): Promise<readonly Leftover[]> {
    const grace = graces.get(whose)
    if (grace === 'nothing-started') return []
    const end = grace === undefined ? signal : AbortSignal.any([signal, grace])
    return await endable(end, async () => {
      // What is still being made cannot be found yet.
      await openings.get(whose)
      const { docker } = await theEngine()
      return await sweepLeftovers({ docker, whose, self, epochMs: clock.date().getTime(), log })
    })
  }

  async function open(site: SitePlan, scope: Scope): Promise<Testbed> {
    const found = await theEngine()
    await checkSite(found.info, [...site.images.values()], scope.log)
    await sweep('dead', scope)
    scope.signal.throwIfAborted()
    // Loaded here because it takes half a second, and because Testcontainers reads Docker's settings when it is loaded, which have been checked by now.
    const { openTestbed } = await import('./testbed.ts')
    const grace = graceAfter(scope.signal)
    if (site.dependencies !== null) graces.set(site.runId, grace)
    const testbed = await openTestbed({ engine: found, site, self, perfGateVersion, env, grace }, scope)
    graces.set(site.runId, grace)
    return testbed
  }

  async function prepare(site: SitePlan, scope: Scope): Promise<Testbed> {
    graces.set(site.runId, 'nothing-started')
    const opening = endingCallsWith(scope.signal, () => open(site, scope))
    openings.set(
      site.runId,
      opening.catch(() => undefined),
    )
    return await untilAborted(opening, scope.signal)
  }

  return { prepare, sweep }
}

/** The body's value, or the signal's reason as soon as it is aborted, whatever the body waits for. */
function endable<T>(signal: AbortSignal, body: () => Promise<T>): Promise<T> {
  return untilAborted(endingCallsWith(signal, body), signal)
}
