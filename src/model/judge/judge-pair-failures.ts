import { METRICS } from '../metrics/metrics.ts'
import { type Words, words } from '../outside.ts'
import { measuredStages, stageRuns } from '../result/views.ts'
import { looksUntil } from '../rounds/looks.ts'
import { attempts, failures } from '../samples.ts'
import type { Check } from './check.ts'
import {
  decideFailures,
  type FailureCount,
  type FailureRound,
  type FailuresAnswer,
  pooled,
  share,
} from './decide-failures.ts'
import type { PairInput } from './pair-cells.ts'

/** How the failures of one stage compare. */
export type JudgedFailures = {
  readonly stage: string
  readonly answer: FailuresAnswer
  readonly rounds: readonly FailureRound[]
}

/** Failures are compared on their own, stage by stage: a candidate that fails fast must not look faster. `last`: rounds of the last look. */
export function judgePairFailures(input: PairInput, last: number): readonly JudgedFailures[] {
  const stages = measuredStages(input.plan)
  const looks = looksUntil(last, stages.length)
  return stages.map(({ name }) => {
    const rounds = failureRounds(input, name)
    return { stage: name, answer: decideFailures(rounds, looks, stages.length), rounds }
  })
}

/** The rounds in which both sides began the stage. */
function failureRounds(input: PairInput, stage: string): readonly FailureRound[] {
  const counts = (side: 'candidate' | 'baseline') =>
    new Map(
      stageRuns(input, side, stage).map(({ round, samples: { perRequest } }): [number, FailureCount] => [
        round,
        {
          events: perRequest.reduce((sum, one) => sum + failures(one), 0),
          trials: perRequest.reduce((sum, one) => sum + attempts(one), 0),
        },
      ]),
    )
  const [now, before] = [counts('candidate'), counts('baseline')]
  return input.evidence.flatMap(({ round }): FailureRound[] => {
    const [candidate, baseline] = [now.get(round), before.get(round)]
    return candidate === undefined || baseline === undefined ? [] : [{ candidate, baseline }]
  })
}

/** A check for each stage in which there is something to say of the candidate's failures; none for the others. Bursts are shown and decide nothing. */
export function failureChecks(judged: readonly JudgedFailures[]): readonly Check[] {
  return judged.flatMap(({ stage, answer, rounds }): Check[] => {
    if (answer.state === 'none') return []
    const seen = rounds.slice(0, answer.rounds)
    const value = (side: keyof FailureRound) => ({ state: 'value', value: share(pooled(seen, side)) }) as const
    return [
      {
        kind: 'baseline',
        stage,
        metric: METRICS.failures.id,
        state: answer.state === 'bursts' ? 'cannot-tell' : answer.state,
        gating: answer.state !== 'bursts',
        candidate: value('candidate'),
        baseline: value('baseline'),
        change: null,
        slowdown: null,
        limit: 'no more than the baseline',
        reason: explain(answer, seen, rounds.length),
      },
    ]
  })
}

function explain({ state }: FailuresAnswer, seen: readonly FailureRound[], all: number): Words {
  const [now, before] = [pooled(seen, 'candidate'), pooled(seen, 'baseline')]
  const counts = words`${now.events} of ${now.trials} requests, the baseline ${before.events} of ${before.trials}`
  const more = seen.filter(({ candidate, baseline }) => share(candidate) > share(baseline)).length
  const over = words`more in ${more} of ${seen.length} rounds`
  switch (state) {
    case 'fail':
      return words`fails more often than the baseline: ${counts}; ${over}${seen.length < all ? ', after which it was settled' : ''}`
    case 'bursts':
      return words`more failures in all, and not round by round: ${counts}; ${over}, as one start that went wrong makes it with equal images, too`
    default:
      return words`cannot tell whether it fails more often: ${counts}; ${over}`
  }
}
