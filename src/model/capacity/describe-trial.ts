import { METRICS, printValue } from '../metrics/metrics.ts'
import { type Words, words } from '../outside.ts'
import { formatRate } from '../units.ts'
import { describeAmount, describeBox } from './describe-level.ts'
import type { TrialStep } from './trial.ts'
import type { TrialOutcome } from './trial-outcome.ts'
import type { TrialView } from './view-trial.ts'

/** What was tried, in a few characters. */
export function describeStep({ search, box, level }: TrialStep): Words {
  return words`${search}: ${level === null ? describeBox(box) : describeAmount(level)}`
}

/** A trial in one line, for the log. */
export function describeTrial(view: TrialView): Words {
  const { trial, rps, p95, outcome } = view
  const numbers = rps === null ? '' : `${formatRate(rps)}, p95 ${printValue(METRICS.p95, p95)}: `
  const said =
    outcome.state === 'meets' ? words`meets the thresholds` : words`${OUTCOMES[outcome.state]}: ${outcome.why}`
  return words`${describeStep(trial)}: ${numbers}${said}`
}

/** What a trial came to, in a few words. */
export const OUTCOMES: Readonly<Record<TrialOutcome['state'], string>> = {
  meets: 'meets the thresholds',
  'killed-at-start': 'killed at start',
  'did-not-start': 'did not start',
  'killed-under-load': 'killed under load',
  'went-away': 'went away under load',
  'too-slow': 'too slow',
  misses: 'misses the thresholds',
  unsure: 'cannot tell',
}
