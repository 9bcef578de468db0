import type { Ms } from '../../model/config.ts'

/** An end that the server sent before the request had reached it is seen this soon after the send: the target is on this machine … */
const CROSSING_MS: Ms = 2
/** … or this soon where either of the two had to wait for a core. Only where the server is known to close connections that were idle for so long. */
const HELD_UP_MS: Ms = 100
/** Times of idleness that differ by no more are the same. */
const SAME_MS: Ms = 5
const SAME_SHARE = 0.1
/** A connection is idle when nothing was under way on it for so long before a send; what is sent back to back never is. */
const IDLE_MS: Ms = 5
/** An end that comes this soon after an answer belongs to that answer. */
const SUDDEN_MS: Ms = 20
/** So many requests are sent again on trust, beside one for each connection, … */
const FIRST_TRUST = 8
/** … and so many more for each connection that was seen to end between two requests. */
const TRUST_PER_END = 16
/** At first, and after an end that may have crossed a request, so many requests wait until the event loop has turned. */
const WARY_SENDS = 256

/** What a server does the same if it is asked twice (RFC 9110, 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** A kept connection that ended before the first byte of an answer. */
export type CutOff = {
  readonly method: string
  /** Since the request was written. */
  readonly afterMs: Ms
  /** Before that, since the last answer. */
  readonly idleMs: Ms
  /** The server's kernel turned the request away, or it ended the stream. */
  readonly by: 'reset' | 'end'
}

/**
 * How one endpoint closes connections that are kept, as far as one stage has seen, and which of the requests that got nothing but such an end are sent again.
 *
 * A server may close an idle connection just when the next request is on its way to it. To say so is the risk of keeping connections and not a failure of the
 * service (RFC 9112, 9.3.1), but from here it looks like a server that read the request and gave up. So only an end that comes at once is forgiven, only where
 * asking twice is harmless, and only as long as the server is seen to close connections without a request too. What is sent again is counted.
 */
export class ClosingHabit {
  #trust = FIRST_TRUST
  #warySends = WARY_SENDS
  /** The shortest time for which a connection was idle when it was closed. */
  #closesAfterMs: Ms = Number.POSITIVE_INFINITY
  #resent = 0

  /** One more connection leads there. */
  joined(): void {
    this.#trust++
  }

  /** A kept connection ended, unannounced, so long after its last answer and with nothing under way. */
  endedBetween(afterMs: Ms): void {
    this.#trust += TRUST_PER_END
    this.#closesAfterMs = Math.min(this.#closesAfterMs, afterMs)
    if (afterMs <= SUDDEN_MS) this.#warySends = Number.POSITIVE_INFINITY
  }

  /** Whether the event loop is to look once more at a kept connection before the next request is sent on it, because its end may have come. Asked once for each. */
  isWary(): boolean {
    if (this.#warySends === 0) return false
    this.#warySends--
    return true
  }

  /** Whether the request is to be sent once more; else its end is a failure. */
  forgives(cutOff: CutOff): boolean {
    if (!this.#mayHaveCrossed(cutOff)) return false
    this.#warySends = Math.max(this.#warySends, WARY_SENDS)
    if (!IDEMPOTENT.has(cutOff.method) || this.#trust === 0) return false
    this.#trust--
    this.#resent++
    return true
  }

  #mayHaveCrossed({ afterMs, idleMs, by }: CutOff): boolean {
    const sameAsBefore = this.#closesAfterMs - Math.max(SAME_MS, this.#closesAfterMs * SAME_SHARE)
    if (idleMs >= sameAsBefore) return afterMs <= HELD_UP_MS
    // Back to back, nothing but its own request makes a server reset a connection.
    return afterMs <= CROSSING_MS && (by === 'end' || idleMs >= IDLE_MS)
  }

  get resent(): number {
    return this.#resent
  }
}
