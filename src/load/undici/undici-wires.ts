import type { EngineJob } from '../engine.ts'
import { ClosingHabit } from '../http/closing-habit.ts'
import { socketOpener } from '../http/open-socket.ts'
import { hostHeader } from '../http/request-bytes.ts'
import { endpointOf } from '../pace/endpoint-of.ts'
import type { LineTarget } from './undici-line.ts'
import { type UndiciRequest, undiciRequests } from './undici-requests.ts'
import { UndiciWire } from './undici-wire.ts'

/** The wires of one thread: they share one sequence of rows, and what is known of each endpoint. */
export class UndiciWires {
  /** How many endpoints they lead to. */
  readonly endpoints: number
  readonly #requests: readonly UndiciRequest[]
  readonly #targets: readonly LineTarget[]
  readonly #job: EngineJob
  #turn: number
  /** Wires of connections and users that there are so far. */
  #placed = 0

  constructor(job: EngineJob) {
    const scheme = job.tls === null ? 'http' : 'https'
    this.#job = job
    this.endpoints = job.endpoints.length
    this.#requests = undiciRequests(job)
    this.#targets = job.endpoints.map((endpoint) => ({
      origin: readOnce(new URL(`${scheme}://${hostHeader(endpoint)}`)),
      opener: socketOpener(endpoint, job.tls, { keepsPieces: false }),
      habit: new ClosingHabit(),
    }))
    // Threads begin at different endpoints, so that a few requests of each do not all meet at the first.
    this.#turn = job.thread
  }

  /** Whose turn it is with the next request of a rate: each endpoint comes as often as every other. */
  nextEndpoint(): number {
    return this.#turn++ % this.endpoints
  }

  /** Where no endpoint is given: of the next connection or user of this thread. */
  newWire(endpoint = endpointOf(this.#placed++, this.#job, this.endpoints)): UndiciWire {
    const target = this.#targets[endpoint]
    if (target === undefined) throw new Error('A stage needs an endpoint to put its load on.')
    target.habit.joined()
    return new UndiciWire(target, this.#requests, endpoint)
  }

  /** Requests sent once more. */
  get resent(): number {
    return this.#targets.reduce((sum, { habit }) => sum + habit.resent, 0)
  }
}

/** undici asks its URL for origin and protocol several times a request, and a URL makes them anew each time: from here on they are plain values. */
function readOnce(url: URL): URL {
  const { origin, protocol } = url
  return Object.defineProperties(url, { origin: { value: origin }, protocol: { value: protocol } })
}
