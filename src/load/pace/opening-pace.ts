import type { Ms } from '../../model/config.ts'

/** So many connections may be on their way to a first answer at once: more would overflow accept queues, and what overflows is tried again only after 1, 3, 7 s. */
const AT_ONCE = 256
/** After so long a connection counts as accepted, answered or not: what is paced here is the accepting and not the service. */
const ACCEPTED_AFTER_MS: Ms = 50
/** More in one go, and the first answers would be read late because thousands are still being opened. */
const PER_MS = 16
const IN_ONE_GO = 64
/** Where nothing else wakes it. */
const ASKS_AGAIN_AFTER_MS: Ms = 1

/** A connection that was begun. */
export type Opening = { readonly atMs: Ms; onItsWay: boolean }

/**
 * Lets many connections begin as fast as neither the server's accept queue nor our own event loop is overrun; who has begun sends one request and waits for
 * the others. It is woken by first answers and not by turns of the event loop alone: on thousands of busy sockets one turn can last a second.
 */
export class OpeningPace {
  readonly #wake: () => void
  /** In the order in which they were begun, from `#oldest` on. */
  readonly #openings: Opening[] = []
  #oldest = 0
  #onTheirWay = 0
  #allowed = IN_ONE_GO
  #allowedAtMs: Ms = 0
  #timer: NodeJS.Timeout | undefined
  #ended = false
  /** What waits until all have begun; `null`: they have. */
  #held: (() => void)[] | null = []

  /** `wake` is called when it is worth asking again, after `mayOpen` has said no. */
  constructor(wake: () => void) {
    this.#wake = wake
  }

  /** Whether one more may be opened now (`performance.now()`). */
  mayOpen(nowMs: Ms): boolean {
    this.#letGo(nowMs)
    this.#allowed = Math.min(IN_ONE_GO, this.#allowed + (nowMs - this.#allowedAtMs) * PER_MS)
    this.#allowedAtMs = nowMs
    if (this.#onTheirWay < AT_ONCE && this.#allowed >= 1) return true
    if (!this.#ended) this.#timer ??= setTimeout(() => this.#askAgain(), ASKS_AGAIN_AFTER_MS)
    return false
  }

  began(nowMs: Ms): Opening {
    const opening = { atMs: nowMs, onItsWay: true }
    this.#openings.push(opening)
    this.#onTheirWay++
    this.#allowed--
    return opening
  }

  /** Its first request has ended, in whatever way. */
  settled(opening: Opening): void {
    if (!opening.onItsWay) return
    opening.onItsWay = false
    this.#onTheirWay--
    // Later: whoever tells of the end has not done with it yet.
    if (this.#timer !== undefined) queueMicrotask(() => this.#askAgain())
  }

  /** Goes on with a connection that has had its first answer: a server that is kept busy by the first thousands takes in no others. */
  goOn(next: () => void): void {
    if (this.#held === null) next()
    else this.#held.push(next)
  }

  /** Every connection that was wanted from the beginning has begun. */
  allBegun(): void {
    const held = this.#held ?? []
    this.#held = null
    for (const next of held) next()
  }

  /** Wakes nobody any more. */
  end(): void {
    this.#held = null
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#ended = true
  }

  #askAgain(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#wake()
  }

  #letGo(nowMs: Ms): void {
    for (;;) {
      const oldest = this.#openings[this.#oldest]
      if (oldest === undefined || (oldest.onItsWay && nowMs - oldest.atMs < ACCEPTED_AFTER_MS)) return
      if (oldest.onItsWay) this.#onTheirWay--
      oldest.onItsWay = false
      this.#oldest++
    }
  }
}
