import type { Ms } from '../../model/config.ts'
import type { ConnectionFailure } from '../http/connection-failure.ts'

/** How long all connections may fail before the target counts as dead. */
const ALL_FAILING_MS: Ms = 1000
/** So many connection errors in a row, without an answer or a timeout between them, mean a dead target … */
const IN_A_ROW = 200
/** … but at least so many per connection: one event of the server may break every connection once. */
const IN_A_ROW_PER_CONNECTION = 5

/**
 * Decides when a target is dead: each connection's last outcome is a connection error and that for a second, or too many
 * errors came in a row. A connection that still waits for a slow answer keeps the stage alive; its timeout will judge it.
 * One that could not even be tried (`own-limit`) says nothing of the target.
 */
export class StopRule {
  #connections: number
  #failing = 0
  #inARow = 0
  #allFailingSince: Ms | null = null

  /** `connections`: how many are there from the start. */
  constructor(connections: number) {
    this.#connections = connections
  }

  /** A connection error; `first`: the connection's outcome before was none. Says whether the target is dead. */
  failed(atMs: Ms, first: boolean, kind: ConnectionFailure['kind'] = 'other'): boolean {
    if (first) this.#failing++
    if (kind === 'own-limit') {
      this.#inARow = 0
      this.#allFailingSince = null
      return false
    }
    this.#inARow++
    if (this.#failing < this.#connections) this.#allFailingSince = null
    else this.#allFailingSince ??= atMs
    const longEnough = this.#allFailingSince !== null && atMs - this.#allFailingSince >= ALL_FAILING_MS
    return longEnough || this.#inARow >= Math.max(IN_A_ROW, IN_A_ROW_PER_CONNECTION * this.#connections)
  }

  /** An answer or a timeout; `failing`: the connection's outcome before was a connection error. */
  settled(failing: boolean): void {
    this.#inARow = 0
    this.#allFailingSince = null
    if (failing) this.#failing--
  }

  /** One more connection begins to send. */
  joined(): void {
    this.#connections++
    this.#allFailingSince = null
  }

  /** A connection sends nothing more for now; `failing`: its last outcome was a connection error. */
  left(failing: boolean): void {
    this.#connections--
    if (failing) this.#failing--
  }
}
