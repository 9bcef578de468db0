import type { Ms, StageLoad } from '../../model/config.ts'
import { spawnPerSecond } from '../../model/plan/stage-load.ts'
import type { EngineJob } from '../engine.ts'
import { type RampSteps, rampSteps } from './ramp-steps.ts'

/** When the users of one thread come and go, in stage time: those of its start one after the other from 0 on, those of its ramp from when these are there. */
export class SpawnPlan {
  readonly #ramp: RampSteps
  readonly #perMs: number
  /** Of this thread's users the first comes so much of a gap after the beginning: the threads' users spawn in turn. */
  readonly #offset: number
  /** When all users of the start are there. */
  readonly spawnedMs: Ms

  constructor(load: Extract<StageLoad, { model: 'users' }>, job: EngineJob) {
    this.#ramp = rampSteps(load.users, job.extent, job)
    this.#perMs = spawnPerSecond(load) / 1000
    this.#offset = job.thread / job.threads
    this.spawnedMs = this.atStart === 0 ? 0 : this.spawnMs(this.atStart - 1)
  }

  get atStart(): number {
    return this.#ramp.atStart
  }

  /** When a user of the start comes; infinite where there is none of this place. */
  spawnMs(place: number): Ms {
    return place < this.atStart ? (place + this.#offset) / this.#perMs : Number.POSITIVE_INFINITY
  }

  /** When a step of the ramp is due; infinite where there is none of this place. */
  stepMs(place: number): Ms {
    const step = this.#ramp.steps[place]
    return step === undefined ? Number.POSITIVE_INFINITY : this.spawnedMs + step.atMs
  }

  /** Whether a user joins with a step of the ramp. */
  joins(place: number): boolean {
    return this.#ramp.steps[place]?.change === 1
  }
}
