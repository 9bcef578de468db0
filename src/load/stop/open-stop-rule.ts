import type { Ms } from '../../model/config.ts'
import type { Outcome } from '../engine.ts'

/** Nothing but connection errors for so long, and so many of them, mean a dead target. */
const DEAD_AFTER_MS: Ms = 1000
const DEAD_AFTER_ERRORS = 10

/**
 * Decides for the open model when a target is dead: for a second nothing but connection errors came, and no request is under way any more that was sent before
 * the first of them: a slow answer keeps the stage alive; its timeout will judge it. What could not even be tried (`own-limit`) says nothing of the target.
 */
export class OpenStopRule {
  #sent = 0
  #underWay = 0
  #errors = 0
  #failingSince: Ms | null = null
  /** Requests with a lower number were sent before the first error; so many of them are under way. */
  #firstAfter = 0
  #olderUnderWay = 0

  /** Gives the number of the request that is sent now. */
  sent(): number {
    this.#underWay++
    return this.#sent++
  }

  /** What became of the request with this number. Says whether the target is dead. */
  ended(number: number, outcome: Outcome): boolean {
    this.#underWay--
    if (outcome.how !== 'broke-off' || outcome.kind === 'own-limit') {
      this.#errors = 0
      this.#failingSince = null
      return false
    }
    if (this.#failingSince === null) {
      this.#failingSince = outcome.atMs
      this.#firstAfter = this.#sent
      this.#olderUnderWay = this.#underWay
    } else if (number < this.#firstAfter) this.#olderUnderWay--
    this.#errors++
    const longEnough = outcome.atMs - this.#failingSince >= DEAD_AFTER_MS
    return this.#errors >= DEAD_AFTER_ERRORS && longEnough && this.#olderUnderWay === 0
  }
}
