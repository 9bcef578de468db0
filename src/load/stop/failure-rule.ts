import type { AbortRule, Ms } from '../../model/config.ts'
import type { ClosedWindow } from '../record/curve.ts'

/**
 * Decides when a stage fails too much: window after window, at least the rule's share of what ended in each has failed, from the first of
 * them to the end of the last for at least the rule's time. Windows in which nothing ended say nothing: a target whose every answer
 * times out ends requests only now and then.
 */
export class FailureRule {
  readonly #rule: AbortRule
  #failingSince: Ms | null = null

  constructor(rule: AbortRule) {
    this.#rule = rule
  }

  /** Takes the windows in order; says whether the stage is to be stopped. */
  judge({ fromMs, toMs, attempts, failed }: ClosedWindow): boolean {
    if (attempts === 0) return false
    if (failed / attempts < this.#rule.failureShare) {
      this.#failingSince = null
      return false
    }
    this.#failingSince ??= fromMs
    return toMs - this.#failingSince >= this.#rule.forMs
  }
}
