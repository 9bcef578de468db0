import type { Ms } from '../../model/config.ts'

/** At most this share of the time is spent on turning in place of sleeping. */
const SPIN_SHARE = 0.2
/** What may be saved up of it. */
const MOST_SAVED_MS: Ms = 3
/** A timer of one millisecond takes a little longer; what is left after the sleep is waited for by turning. */
const TIMER_SLACK_MS: Ms = 0.1
const LONGEST_TIMER_MS: Ms = 2_147_483_647

/**
 * Calls back at a time finer than Node's timers (whole milliseconds): sleeps up to the last fraction, then turns with the
 * event loop, which goes on serving sockets. Turning costs a whole core while it lasts, so it has a budget: at rates
 * where every gap is shorter than a timer, what is due is sent up to a millisecond late, or as answers wake the loop.
 */
export class Waker {
  readonly #wake: () => void
  #timer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  #savedMs: Ms = MOST_SAVED_MS
  #countedUpTo: Ms = 0
  #turnedSince: Ms | null = null

  constructor(wake: () => void) {
    this.#wake = wake
  }

  /** Calls back `waitMs` after `nowMs` (`performance.now()`), instead of any time before. */
  set(nowMs: Ms, waitMs: Ms): void {
    this.clear()
    this.#count(nowMs)
    if (waitMs <= this.#savedMs && waitMs < 1 + TIMER_SLACK_MS) {
      this.#turnedSince = nowMs
      this.#turn = setImmediate(() => this.#called())
    } else {
      const sleepMs = Math.min(LONGEST_TIMER_MS, Math.max(1, Math.floor(waitMs - TIMER_SLACK_MS)))
      this.#timer = setTimeout(() => this.#called(), sleepMs)
    }
  }

  clear(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
    this.#timer = undefined
    this.#turn = undefined
  }

  get isSet(): boolean {
    return this.#timer !== undefined || this.#turn !== undefined
  }

  #called(): void {
    this.#timer = undefined
    this.#turn = undefined
    this.#wake()
  }

  #count(nowMs: Ms): void {
    const spent = this.#turnedSince === null ? 0 : nowMs - this.#turnedSince
    const earned = (nowMs - this.#countedUpTo) * SPIN_SHARE
    this.#savedMs = Math.max(0, Math.min(MOST_SAVED_MS, this.#savedMs + earned) - spent)
    this.#countedUpTo = nowMs
    this.#turnedSince = null
  }
}
