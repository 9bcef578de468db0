import { judge } from '../judge/verdict.ts'
import type { Result } from '../result/result.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { isSameStep, type TrialStep } from './trial.ts'
import { outcomeOf, type TrialOutcome } from './trial-outcome.ts'

/** How many fresh starts of a configuration say something of the target, and in how many of them the thresholds were met. */
export type StartCount = { readonly met: number; readonly of: number }

/** Each start of a trial, judged by itself: by its value, as where there is one. */
export function countStarts(result: Result, outcome: TrialOutcome): StartCount {
  if (outcome.state === 'unsure') return { met: 0, of: 0 }
  const rounds = countedResult(result).evidence
  const states = rounds.map((round) => {
    const alone: Result = { ...result, plan: { ...result.plan, rounds: 1 }, evidence: [round] }
    return result.plan.rounds === 1 ? outcome.state : outcomeOf(alone, judge(alone)).state
  })
  const sure = states.filter((state) => state !== 'unsure')
  return { met: sure.filter((state) => state === 'meets').length, of: sure.length }
}

/** A trial with the starts that it counts. */
type Counted = { readonly trial: TrialStep; readonly starts: StartCount }

/** The starts of a configuration, those by which it was measured again among them. */
export function startsOf({ trial }: Counted, views: readonly Counted[]): StartCount {
  return sumStarts(views.filter((view) => isSameStep(view.trial, trial)))
}

/** The starts of the search for the highest rate with this one. */
export function startsAtRate(views: readonly Counted[], perSecond: number): StartCount {
  return sumStarts(
    views.filter(
      ({ trial: { search, level } }) => search === 'max-rate' && level?.model === 'rate' && level.amount === perSecond,
    ),
  )
}

function sumStarts(views: readonly Counted[]): StartCount {
  return views.reduce((sum, { starts }) => ({ met: sum.met + starts.met, of: sum.of + starts.of }), { met: 0, of: 0 })
}

/** `2 of 3 starts`. */
export function describeStarts(count: number, { of }: StartCount): string {
  return `${count} of ${of} ${of === 1 ? 'start' : 'starts'}`
}
