import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms } from '../../model/config.ts'
import type { AppliedLimits, ContainerLog, Ending, Route } from '../../model/evidence.ts'
import type { Usage } from '../../model/progress.ts'
import type { TargetFigures } from '../../model/target-figures.ts'
import type { Clock, Endpoint, Target } from '../../ports.ts'
import type { SurroundingsWatch } from '../compose/dependencies.ts'
import { readLastLines } from '../container/container-log.ts'
import { readEnding } from '../container/ending.ts'
import type { ExitNotice } from '../container/exit-watch.ts'
import { assertAnswers } from '../engine/assert-answers.ts'
import type { Engine } from '../engine/engine.ts'
import { readStartTime } from '../engine/owner.ts'
import type { Observer } from '../observe/observer.ts'
import { Freezer } from './freeze.ts'
import type { StartedContainer } from './start-container.ts'

type Parts = {
  readonly engine: Engine
  readonly secrets: readonly string[]
  readonly clock: Clock
  /** Of the run. */
  readonly signal: AbortSignal
  /** Replica 1 is the first. */
  readonly containers: readonly StartedContainer[]
  readonly endpoints: readonly Endpoint[]
  readonly route: Route
  readonly startupMs: Ms
  readonly observer: Observer
  readonly dependencies: SurroundingsWatch
  /** Removes everything that was started. Twice is allowed. */
  readonly remove: () => Promise<void>
}

/** How long the engine may take to tell that a process which is not there any more has ended. */
const LAST_WORD_WITHIN_MS = 2000

/** A started, ready target. */
export class RunningTarget implements Target {
  readonly limits: AppliedLimits
  readonly balancerLimits: AppliedLimits | null
  readonly endpoints: readonly Endpoint[]
  readonly route: Route
  readonly startupMs: Ms
  readonly #parts: Parts
  readonly #freezer: Freezer
  readonly #gone = new AbortController()
  /** Those that can be seen from here. Not on Docker Desktop or in a job container: there they live until the engine says otherwise. */
  readonly #processes: readonly number[]
  #ending: Promise<Ending> | null = null
  /** Whether what it needs was there when it ended; rejects where it was not. */
  #lost: Promise<void> | null = null
  #disposed: Promise<void> | null = null

  constructor(parts: Parts) {
    const [first] = parts.containers
    if (first === undefined) throw new Error('a target has no container')
    this.limits = first.limits
    this.balancerLimits = parts.containers.find(({ who }) => who?.kind === 'balancer')?.limits ?? null
    this.endpoints = parts.endpoints
    this.route = parts.route
    this.startupMs = parts.startupMs
    this.#parts = parts
    this.#freezer = new Freezer(
      parts.engine.docker,
      parts.containers.map(({ launched }) => launched.id),
    )
    this.#processes = parts.containers.map(({ pid }) => pid).filter((pid) => readStartTime(pid) !== null)
    for (const one of parts.containers) one.launched.watch.exited.then((notice) => this.#ended(one, notice))
  }

  get gone(): AbortSignal {
    return this.#gone.signal
  }

  async ending(): Promise<Ending | null> {
    if (this.#ending === null && this.#disposed === null) await this.#hearLastWord()
    // One that has ended was asked about then: what falls afterwards may be its consequence.
    if (this.#ending === null && this.#disposed === null) await this.#parts.dependencies.assertWell()
    await this.#lost
    return await this.#ending
  }

  logs(): Promise<readonly ContainerLog[]> {
    const { engine, secrets, containers } = this.#parts
    const logOf = async ({ launched, who }: StartedContainer): Promise<ContainerLog> => {
      return { who, lastLines: await readLastLines(engine.docker, launched.id, secrets) }
    }
    return Promise.all(containers.map(logOf))
  }

  freeze(): Promise<void> {
    return this.#freezer.freeze()
  }

  thaw(): Promise<void> {
    return this.#freezer.thaw()
  }

  figures(fromMs: Ms, toMs: Ms): Promise<TargetFigures> {
    return this.#parts.observer.figures(fromMs, toMs)
  }

  usage(): Usage | null {
    const used = this.#parts.observer.usage()
    const limits = this.#parts.containers.filter(({ who }) => who?.kind !== 'balancer').map((one) => one.limits)
    const sum = (limitOf: (limit: AppliedLimits) => number) => limits.reduce((total, one) => total + limitOf(one), 0)
    return (
      used && {
        ...used,
        cpuLimit: Math.min(
          sum(({ cpus }) => cpus),
          (this.limits.cpuset ?? this.limits.sharedCores)?.length ?? this.#parts.engine.info.NCPU,
        ),
        memoryLimitBytes: sum(({ memoryBytes }) => memoryBytes),
      }
    )
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose()
    return this.#disposed
  }

  /** The first that ends is what is told; what others do afterwards may be its consequence. */
  #ended({ launched, who }: StartedContainer, notice: ExitNotice): void {
    if (this.#disposed !== null || this.#ending !== null) return
    const { engine, secrets, clock, signal } = this.#parts
    const sinceStartMs = clock.now() - launched.startCallMs
    const ended = { engine, id: launched.id, secrets, notice, sinceStartMs, signal }
    this.#ending = readEnding(ended).then((ending) => ({ ...ending, who }))
    this.#lost = this.#parts.dependencies.assertWell()
    // Whoever asks for the ending gets the failure; nobody may.
    this.#ending.catch(() => undefined)
    this.#lost.catch(() => undefined)
    this.#gone.abort()
  }

  /** What the load took for the target's failure may be the engine's: the ports that lead to the containers go with it. */
  async #hearLastWord(): Promise<void> {
    if (this.#someProcessIsGone()) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.gone.addEventListener('abort', () => resolve(), { once: true })
      await Promise.race([promise, sleep(LAST_WORD_WITHIN_MS, undefined, { ref: false })])
    }
    const { engine, containers, signal } = this.#parts
    // Nobody will judge what a run that was stopped has seen.
    if (this.#ending !== null || signal.aborted) return
    await assertAnswers(engine.docker, signal)
    for (const one of containers) {
      const notice = await one.launched.watch.now()
      if (notice !== null) this.#ended(one, notice)
    }
  }

  #someProcessIsGone(): boolean {
    return this.#processes.some((pid) => readStartTime(pid) === null)
  }

  async #dispose(): Promise<void> {
    await this.#ending?.catch(() => undefined)
    this.#parts.observer.stop()
    await this.#parts.remove()
  }
}
