import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms } from '../../model/config.ts'
import type { Outcome } from '../engine.ts'
import type { UndiciWire } from './undici-wire.ts'
import type { UndiciWires } from './undici-wires.ts'

/** Connections that are opened ahead: so many at once, and no longer than this in all. */
const OPENED_AT_ONCE = 64
const LONGEST_OPENING_MS: Ms = 1000

/** A connection and the request that it carries. */
export type Carrier = {
  readonly wire: UndiciWire
  readonly landed: (outcome: Outcome) => void
  request: number
  plannedAtMs: Ms
  /** It could not be sent in time because as many were under way as may be. */
  waitedForRoom: boolean
  /** Its number among all that were sent (`OpenStopRule`). */
  number: number
}

/**
 * The connections of the open model: every endpoint gets a request in its turn, on the connection there that was used last, so that there are no more of them
 * than needed.
 */
export class Carriers {
  readonly #wires: UndiciWires
  readonly #most: number
  readonly #landed: (carrier: Carrier, outcome: Outcome) => void
  readonly #all: Carrier[] = []
  /** Those with nothing under way, by their endpoint, the one used last on top. */
  readonly #idle: readonly Carrier[][]
  #idleCount = 0
  /** The endpoint whose turn it is. */
  #next: number

  /** `most`: how many there may be. */
  constructor(wires: UndiciWires, most: number, landed: (carrier: Carrier, outcome: Outcome) => void) {
    this.#wires = wires
    this.#most = most
    this.#landed = landed
    this.#idle = Array.from({ length: wires.endpoints }, () => [])
    this.#next = wires.nextEndpoint()
  }

  get count(): number {
    return this.#all.length
  }

  /** Whether a request can be sent, perhaps on a new connection. */
  get hasRoom(): boolean {
    return this.#idleCount > 0 || this.#all.length < this.#most
  }

  /**
   * The connection for the next request. Where the endpoint in turn has none idle, a new one, as long as there are fewer than `opened` of them in all; `null`: only
   * that is in the way. Where there may be no more at all, one of the endpoint that is the next to have one.
   */
  take(opened: number): Carrier | null {
    const own = this.#pop(this.#next)
    if (own === null && this.#all.length < this.#most) {
      if (this.#all.length >= opened) return null
      return this.#taken(this.#add())
    }
    let carrier = own
    for (let step = 1; carrier === null && step < this.#idle.length; step++) carrier = this.#pop(this.#next + step)
    return carrier === null ? null : this.#taken(carrier)
  }

  /** Nothing is under way on it any more. */
  free(carrier: Carrier): void {
    this.#idle[carrier.wire.endpoint]?.push(carrier)
    this.#idleCount++
  }

  /** Opens connections ahead of the first request, evenly over the endpoints, until there are so many. */
  async open(wanted: number): Promise<void> {
    const until = performance.now() + LONGEST_OPENING_MS
    while (this.#all.length < wanted && performance.now() < until) {
      const some = Math.min(OPENED_AT_ONCE, wanted - this.#all.length)
      const carriers = Array.from({ length: some }, () => this.#taken(this.#add()))
      for (const carrier of carriers) this.free(carrier)
      const opened = Promise.all(carriers.map((carrier) => carrier.wire.prepare()))
      await Promise.race([opened, sleep(LONGEST_OPENING_MS, undefined, { ref: false })])
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((carrier) => carrier.wire.close()))
  }

  #taken(carrier: Carrier): Carrier {
    this.#next = this.#wires.nextEndpoint()
    return carrier
  }

  #pop(endpoint: number): Carrier | null {
    const carrier = this.#idle[endpoint % this.#idle.length]?.pop()
    if (carrier === undefined) return null
    this.#idleCount--
    return carrier
  }

  /** A new one to the endpoint in turn. */
  #add(): Carrier {
    const carrier: Carrier = {
      wire: this.#wires.newWire(this.#next),
      landed: (outcome) => this.#landed(carrier, outcome),
      request: 0,
      plannedAtMs: 0,
      waitedForRoom: false,
      number: 0,
    }
    this.#all.push(carrier)
    return carrier
  }
}
