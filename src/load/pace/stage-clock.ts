import type { Ms } from '../../model/config.ts'

/** The time that a stage has been driven for: it stands still between its stretches. Real times are `performance.now()`. */
export class StageClock {
  #driven: Ms = 0
  #startedAt: Ms = 0
  #running = false

  start(nowMs: Ms): void {
    this.#startedAt = nowMs
    this.#running = true
  }

  /** Ends the stretch at a stage time that may lie before now: what came after it was waiting for last answers. */
  stop(stageMs: Ms): void {
    this.#driven = stageMs
    this.#running = false
  }

  stageMs(nowMs: Ms): Ms {
    return this.#running ? this.#driven + nowMs - this.#startedAt : this.#driven
  }

  /** The real time at which the running stretch reaches a stage time. */
  realMs(stageMs: Ms): Ms {
    return this.#startedAt + stageMs - this.#driven
  }
}
