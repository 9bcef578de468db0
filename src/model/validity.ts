import { joinWords, outside, type Words, words } from './outside.ts'
import type { Result } from './result.ts'
import { type AbortReason, attempts, failures, percentile, type StageSamples } from './samples.ts'
import { formatMs, formatShare } from './units.ts'
import { measuredStages, pooledView, readyStarts, stageSamples } from './views.ts'

/** From this share of a core on the generator's own thread is the limit: the numbers then say what the generator can do, not the target. */
export const SATURATED_CPU_SHARE = 0.97

/** A generator whose event loop is held up longer than this, and by a good part of the median latency, measures itself. */
export const LONGEST_LAG_MS = 20
export const LAG_SHARE = 0.2

/** Requests of a schedule that leave later than this, by our own fault, put our delay into the target's latency. */
export const LATEST_SEND_MS = 20

/** From this share of failures on a stage's speed says nothing: failing is often faster than working. */
export const TOO_MANY_FAILURES = 0.5

/** Why a measurement cannot be relied on; empty when it is valid. */
export function invalidity(result: Result): readonly Words[] {
  const reasons: Words[] = []
  const rounds = readyStarts(result, 'candidate').length
  if (rounds < result.plan.rounds) reasons.push(words`${rounds} of ${result.plan.rounds} rounds were run`)
  if (result.ended !== 'complete') reasons.push(describeEnded(result))
  for (const stage of measuredStages(result.plan)) {
    const doubt = stageDoubt(result, stage.name)
    if (doubt !== null) reasons.push(words`stage ${outside(stage.name)}: ${doubt.reason}`)
  }
  return reasons
}

/** A reason not to rely on a stage, and whose doing it is: what fails because of the target itself stays a failure. */
export type Doubt = { readonly reason: Words; readonly whose: 'target' | 'run' }

/** Why the numbers of one measured stage cannot be relied on; `null` when they can. */
export function stageDoubt(result: Result, stage: string): Doubt | null {
  const samples = stageSamples(result, 'candidate', stage)
  if (samples.length === 0) return { whose: 'run', reason: words`it was never run` }
  const aborted = samples.find((one) => one.ended.how === 'aborted')
  if (aborted?.ended.how === 'aborted') {
    return { whose: whoseDoing(aborted.ended.why), reason: words`it was aborted, ${describeAbort(aborted)}` }
  }
  const { merged } = pooledView(result, 'candidate', stage)
  if (attempts(merged) === 0) return { whose: 'run', reason: words`no request was answered, and none timed out` }
  if (merged.ok === 0) return { whose: 'target', reason: words`no request succeeded` }
  const share = failures(merged) / attempts(merged)
  if (share >= TOO_MANY_FAILURES)
    return { whose: 'target', reason: words`${formatShare(share)} of its requests failed` }
  const median = percentile(merged, 50)
  return generatorDoubt(samples, median.state === 'value' ? median.ms : Number.POSITIVE_INFINITY)
}

/** When the generator, and not the target, was the limit. */
function generatorDoubt(samples: readonly StageSamples[], medianMs: number): Doubt | null {
  const most = (figure: (one: StageSamples['generator']) => number) =>
    Math.max(...samples.map((one) => figure(one.generator)))
  const advice = 'so it was the limit and not the target; give it a core of its own, or less load'
  const busiest = most((one) => one.cpuShare)
  if (busiest >= SATURATED_CPU_SHARE) {
    return { whose: 'run', reason: words`the load generator used ${formatShare(busiest)} of its core, ${advice}` }
  }
  const lag = most((one) => one.loopLagP99Ms)
  if (lag > LONGEST_LAG_MS && lag > LAG_SHARE * medianMs) {
    return {
      whose: 'run',
      reason: words`the load generator itself was held up by ${formatMs(lag)} (99th percentile), ${advice}`,
    }
  }
  const late = most((one) => one.lateP99Ms)
  if (late > LATEST_SEND_MS) {
    return {
      whose: 'run',
      reason: words`one request in a hundred was sent ${formatMs(late)} late or more by the load generator's own fault, ${advice}`,
    }
  }
  return null
}

/** A service that went away or stopped answering is judged for it; being stopped by the clock or by hand is no one's verdict. */
function whoseDoing(why: AbortReason): Doubt['whose'] {
  return why === 'target-gone' || why === 'no-answers' || why === 'failing' ? 'target' : 'run'
}

function describeAbort(samples: StageSamples): string {
  if (samples.ended.how === 'complete') return 'which it was not'
  switch (samples.ended.why) {
    case 'target-gone':
      return 'because the target went away'
    case 'time-limit':
      return 'because the time limit was reached'
    case 'interrupted':
      return 'because the run was interrupted'
    case 'no-answers':
      return 'because nothing answered any more'
    case 'failing':
      return 'because too many of its requests failed for too long'
  }
}

function describeEnded(result: Result): Words {
  switch (result.ended) {
    case 'complete':
      return []
    case 'start-failed':
      return words`a start failed`
    case 'unexpected-answer':
      return words`a request was not answered as expected`
    case 'target-gone':
      return words`the target went away under load`
    case 'no-answers':
      return words`nothing answered any more`
    case 'failing':
      return words`too many requests failed for too long`
    case 'time-limit':
      return words`the time limit was reached`
  }
}

/** All reasons in one sentence. */
export function describeInvalidity(reasons: readonly Words[]): Words {
  return joinWords(reasons, '; ')
}
