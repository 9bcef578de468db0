import type { Side } from '../config.ts'
import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, pooledView, readyStarts, stageSamples } from '../result/views.ts'
import { type AbortReason, attempts, failures } from '../samples.ts'
import { STOP_WORDS } from '../stop-words.ts'
import { formatShare } from '../units.ts'
import type { Doubt } from './doubt.ts'
import { generatorDoubt } from './generator-doubt.ts'
import { hostDoubt } from './host-doubt.ts'
import { ownLimit } from './own-limit.ts'

/** From this share of failures on a stage's speed says nothing: failing is often faster than working. */
export const TOO_MANY_FAILURES = 0.5

/** Why a measurement cannot be relied on; empty when it is valid. */
export function invalidity(result: Result): readonly Words[] {
  const reasons: Words[] = []
  const rounds = readyStarts(result, 'candidate').length
  // A comparison ends when it is decided.
  if (result.plan.pairing === null && rounds < result.plan.rounds) {
    reasons.push(words`${rounds} of ${result.plan.rounds} rounds were run`)
  }
  const ended = result.ended === 'complete' ? [] : [words`${STOP_WORDS[result.ended]}`]
  const doubts = measuredStages(result.plan).flatMap((stage) => {
    const doubt = stageDoubt(result, stage.name)
    return doubt === null ? [] : [words`stage ${outside(stage.name)}: ${doubt.reason}`]
  })
  // What made the rounds useless says more than that they were.
  return result.ended === 'too-noisy' ? [...doubts, ...ended] : [...reasons, ...ended, ...doubts]
}

/** Why the candidate's numbers of one measured stage cannot be relied on; `null` when they can. */
export function stageDoubt(result: Pick<Result, 'evidence'>, stage: string): Doubt | null {
  return trouble(result, stage, 'candidate') ?? machineDoubt(result, stage, 'candidate')
}

/**
 * When the machine or the generator was the limit of a round, and not the side: blind to which side was faster. Each round is judged by itself, as where it is decided
 * whether it counts, and one in which the side itself was in trouble says that, however busy the machine was.
 */
export function machineDoubt({ evidence }: Pick<Result, 'evidence'>, stage: string, side: Side): Doubt | null {
  for (const round of evidence) {
    const alone = { evidence: [round] }
    if (round.counts === true || trouble(alone, stage, side) !== null) continue
    const doubt = generatorDoubt(alone, stage, side) ?? hostDoubt(alone, stage, side)
    if (doubt !== null) return doubt
  }
  return null
}

/** When there is nothing to measure on a stage: it was cut short, or mostly failed. */
export function trouble(result: Pick<Result, 'evidence'>, stage: string, side: Side): Doubt | null {
  const samples = stageSamples(result, side, stage)
  if (samples.length === 0) return { whose: 'run', reason: words`it was never run` }
  const limit = ownLimit(samples)
  if (limit !== null) return { whose: 'run', reason: limit }
  for (const { ended } of samples) {
    if (ended.how === 'complete') continue
    return { whose: whoseDoing(ended.why), reason: words`it was aborted, because ${STOP_WORDS[ended.why]}` }
  }
  const { merged } = pooledView(result, side, stage)
  if (attempts(merged) === 0) return { whose: 'run', reason: words`no request was answered, and none timed out` }
  if (merged.ok === 0) return { whose: 'target', reason: words`no request succeeded` }
  const share = failures(merged) / attempts(merged)
  if (share >= TOO_MANY_FAILURES)
    return { whose: 'target', reason: words`${formatShare(share)} of its requests failed` }
  return null
}

/** A service that went away or stopped answering is judged for it; being stopped by the clock or by hand is no one's verdict. */
function whoseDoing(why: AbortReason): Doubt['whose'] {
  return why === 'target-gone' || why === 'no-answers' || why === 'failing' ? 'target' : 'run'
}
