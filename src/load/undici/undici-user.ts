import type { Ms } from '../../model/config.ts'
import { SeededRandom } from '../../model/statistics/seeded-random.ts'
import type { EngineJob, Outcome, Wire } from '../engine.ts'

/** One user: its connection, its own sequence of chance, and where it stands. */
export class User {
  readonly wire: Wire
  readonly random: SeededRandom
  readonly settled: (outcome: Outcome) => void
  /** Requests that it may still send. */
  left: number
  request = 0
  sentAt: Ms = 0
  sentWhileSpawning = false
  underWay = false
  ended = false
  failedInARow = 0

  constructor(wire: Wire, { seed, thread, extent }: EngineJob, place: number, settled: (outcome: Outcome) => void) {
    this.wire = wire
    this.random = new SeededRandom(seed, thread, place)
    this.settled = settled
    this.left = extent.by === 'requests' ? extent.count : Number.POSITIVE_INFINITY
  }
}
