import type { Extent, Ms, Ramp, StageLoad } from '../../model/config.ts'
import { SeededRandom } from '../../model/statistics/seeded-random.ts'

export type ArrivalsPlan = {
  readonly ratePerSecond: Ramp
  readonly extent: Extent
  readonly arrivals: Extract<StageLoad, { model: 'rate' }>['arrivals']
  readonly seed: number
  readonly thread: number
  readonly threads: number
}

/**
 * The times at which one thread's share of an open stage is planned to be sent, in milliseconds from the stage's start,
 * one after the other. They depend on the plan alone, never on how the target answers.
 *
 * The plan is made in units of expected arrivals (the cumulative rate) and carried over to time by its inverse, so that
 * ramps need nothing of their own. Poisson: exponential steps of mean 1 (for a number of requests: that many sorted
 * uniform places, which is the same process given its count). Constant: steps of 1, the threads' shares interleaved.
 */
export class Arrivals {
  /** How long the stage is planned to be: its duration, or the time in which its number of requests is offered. */
  readonly lengthMs: Ms
  readonly #rate: Ramp
  /** Arrivals that the plan expects in all; for a number of requests exactly these come. */
  readonly #expected: number
  readonly #step: () => number | null
  #nextMs: Ms | null

  constructor(plan: ArrivalsPlan) {
    const perMs = { from: plan.ratePerSecond.from / 1000, to: plan.ratePerSecond.to / 1000 }
    const mean = (perMs.from + perMs.to) / 2
    if (!(mean > 0)) throw new RangeError('A rate stage has to offer something.')
    this.#rate = perMs
    this.lengthMs = plan.extent.by === 'duration' ? plan.extent.ms : plan.extent.count / mean
    this.#expected = plan.extent.by === 'duration' ? mean * this.lengthMs : plan.extent.count
    this.#step = plan.arrivals === 'constant' ? constantSteps(plan, this.#expected) : poissonSteps(plan, this.#expected)
    this.#nextMs = this.#plan()
  }

  /** When the next request is to be sent; `null` when all have been taken. */
  get nextMs(): Ms | null {
    return this.#nextMs
  }

  /** Takes the next one, so that the one after it becomes the next. */
  take(): void {
    this.#nextMs = this.#plan()
  }

  #plan(): Ms | null {
    const place = this.#step()
    return place === null ? null : timeAt(place, this.#rate, this.lengthMs)
  }
}

/** When the cumulative rate `from t + (to - from) t² / 2T` reaches a value: the root that stays exact for flat ramps. */
function timeAt(expected: number, { from, to }: Ramp, lengthMs: Ms): Ms {
  if (expected === 0) return 0
  const root = Math.sqrt(Math.max(0, from * from + (2 * (to - from) * expected) / lengthMs))
  return Math.min(lengthMs, (2 * expected) / (from + root))
}

/** Rounding may not cost the last of evenly spaced arrivals, nor add one. */
const ROUNDING = 1e-6

function constantSteps({ extent, thread, threads }: ArrivalsPlan, expected: number): () => number | null {
  const first = thread / threads
  let taken = 0
  const more = () => (extent.by === 'requests' ? taken < extent.count : first + taken < expected - ROUNDING)
  return () => (more() ? Math.min(expected, first + taken++) : null)
}

function poissonSteps({ extent, seed, thread }: ArrivalsPlan, expected: number): () => number | null {
  const random = new SeededRandom(seed, thread)
  let place = 0
  if (extent.by === 'duration') {
    return () => {
      place += random.exponential()
      return place < expected ? place : null
    }
  }
  let left = extent.count
  return () => {
    if (left === 0) return null
    place += random.exponential() / left
    left--
    return -expected * Math.expm1(-place)
  }
}
