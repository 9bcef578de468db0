import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms } from '../model/config.ts'
import type { AppliedLimits, Ending } from '../model/evidence.ts'
import type { Clock, Endpoint, Target } from '../ports.ts'
import { readEnding } from './ending.ts'
import type { Engine } from './engine.ts'
import type { ExitNotice } from './exit-watch.ts'
import type { Launched } from './launch.ts'
import { readStartTime } from './owner.ts'

type Parts = {
  readonly engine: Engine
  readonly container: Launched
  readonly secrets: readonly string[]
  /** Of the container's main process, in the engine's eyes. */
  readonly pid: number
  readonly clock: Clock
  readonly limits: AppliedLimits
  readonly endpoint: Endpoint
  readonly startupMs: Ms
}

/** How long the engine may take to tell that a process which is not there any more has ended. */
const LAST_WORD_WITHIN_MS = 2000

/** A started, ready target. */
export class RunningTarget implements Target {
  readonly limits: AppliedLimits
  readonly endpoints: readonly Endpoint[]
  readonly route = 'mapped-port'
  readonly startupMs: Ms
  readonly #parts: Parts
  readonly #gone = new AbortController()
  /** Not on Docker Desktop or in a job container: there it lives until the engine says otherwise. */
  readonly #seesProcess: boolean
  #ending: Promise<Ending> | null = null
  #disposed: Promise<void> | null = null

  constructor(parts: Parts) {
    this.limits = parts.limits
    this.endpoints = [parts.endpoint]
    this.startupMs = parts.startupMs
    this.#parts = parts
    this.#seesProcess = readStartTime(parts.pid) !== null
    parts.container.watch.exited.then((notice) => this.#ended(notice))
  }

  get gone(): AbortSignal {
    return this.#gone.signal
  }

  async ending(): Promise<Ending | null> {
    if (this.#ending === null && this.#disposed === null && this.#processIsGone()) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.gone.addEventListener('abort', () => resolve(), { once: true })
      await Promise.race([promise, sleep(LAST_WORD_WITHIN_MS, undefined, { ref: false })])
    }
    return await this.#ending
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose()
    return this.#disposed
  }

  #ended(notice: ExitNotice): void {
    if (this.#disposed !== null) return
    const { engine, container, secrets, clock } = this.#parts
    const sinceStartMs = clock.now() - container.startCallMs
    this.#ending = readEnding({ docker: engine.docker, id: container.id, secrets, notice, sinceStartMs })
    // Whoever asks for the ending gets the failure; nobody may.
    this.#ending.catch(() => undefined)
    this.#gone.abort()
  }

  #processIsGone(): boolean {
    return this.#seesProcess && readStartTime(this.#parts.pid) === null
  }

  async #dispose(): Promise<void> {
    await this.#ending?.catch(() => undefined)
    await this.#parts.container.remove()
  }
}
