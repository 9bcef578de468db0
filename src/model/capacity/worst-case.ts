import type { Ms } from '../config.ts'
import { mostDrops } from '../rounds/sift-rounds.ts'
import { formatMs } from '../units.ts'
import { MOST_UNSURE } from './points.ts'
import { type CostlyQuestion, searchCosts } from './search-costs.ts'
import { hasStagesByCount } from './trial-time.ts'

/** When a capacity run is over at the latest, and what ends it then. */
export type WorstCase = { readonly ms: Ms; readonly why: string }

/**
 * Each configuration may be tried as often as a busy machine lets nothing be known of it, each of its starts may take as long as readiness allows, and
 * each of its stages may end a timeout later than planned. Whatever is longer than the budget is ended by that, but for the configuration that
 * begins last.
 */
export function worstCase(question: CostlyQuestion, readyWithinMs: Ms, timeLimitMs: Ms): WorstCase {
  const { budgetMs } = question.plan
  const costs = searchCosts(question)
  const longestMs = Math.max(
    0,
    ...costs.map((cost) => trialMsAtWorst(question, cost.loadMs / Math.max(1, cost.trials), readyWithinMs)),
  )
  const trials = costs.reduce((sum, cost) => sum + cost.trials, 0)
  const within = `each start within the ${formatMs(readyWithinMs)} of target.ready.within`
  const cases: readonly WorstCase[] = [
    { ms: timeLimitMs, why: 'the time limit' },
    ...(hasStagesByCount(question)
      ? []
      : [
          { ms: budgetMs + longestMs, why: `the budget, and one configuration that begins just within it, ${within}` },
          {
            ms: MOST_UNSURE * trials * longestMs,
            why: `all of them tried ${MOST_UNSURE} times on a busy machine, ${within}`,
          },
        ]),
  ]
  return cases.reduce((least, one) => (one.ms < least.ms ? one : least))
}

function trialMsAtWorst({ plan: { rounds, stages, requests } }: CostlyQuestion, loadMs: Ms, readyWithinMs: Ms): Ms {
  const timeoutMs = Math.max(0, ...requests.map((request) => request.timeoutMs))
  // A level has the warm-ups of the file and one stage of its own.
  const overrunMs = (stages.length + 1) * timeoutMs
  return (rounds + mostDrops(rounds)) * (readyWithinMs + loadMs / rounds + overrunMs)
}
