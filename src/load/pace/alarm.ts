import type { Ms } from '../../model/config.ts'

/** The longest time that a timer of Node can wait for. */
const LONGEST_TIMER_MS: Ms = 2_147_483_647

/**
 * A timer that is set anew far more often than it goes off. Setting it later costs nothing: the timer that runs finds
 * out when it fires and waits for the rest.
 */
export class Alarm {
  readonly #ring: () => void
  #timer: NodeJS.Timeout | undefined
  #firesAt: Ms = Number.POSITIVE_INFINITY
  #dueAt: Ms = Number.POSITIVE_INFINITY

  constructor(ring: () => void) {
    this.#ring = ring
  }

  /** Rings `afterMs` after `nowMs` (`performance.now()`), instead of when it was to ring before. */
  set(nowMs: Ms, afterMs: Ms): void {
    this.#dueAt = nowMs + afterMs
    if (this.#dueAt < this.#firesAt) this.#start(afterMs)
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#firesAt = Number.POSITIVE_INFINITY
    this.#dueAt = Number.POSITIVE_INFINITY
  }

  #start(waitMs: Ms): void {
    clearTimeout(this.#timer)
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(1, Math.ceil(waitMs)))
    this.#firesAt = performance.now() + wait
    this.#timer = setTimeout(() => this.#fired(), wait)
  }

  #fired(): void {
    this.#firesAt = Number.POSITIVE_INFINITY
    const left = this.#dueAt - performance.now()
    if (left > 0) this.#start(left)
    else this.#ring()
  }
}
