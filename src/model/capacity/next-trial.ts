import type { CapacityQuestion } from './capacity.ts'
import { boxToConfirm } from './confirm-box.ts'
import { nextLevel } from './knee.ts'
import { nextRate } from './max-rate.ts'
import { nextLimit } from './memory-floor.ts'
import { boxPoints, flatOutRps, floorPoints, levelPoints, ratePoints } from './points.ts'
import { floorOf, isConfirmed, kneeOf, ownBox, rateOf } from './questions.ts'
import { nextBox, planTable } from './table.ts'
import { type CapacityNext, isSameBox, SEARCHES, type SearchName, type Trial, type TrialStep } from './trial.ts'
import { isUnstarted } from './trial-outcome.ts'
import { startsMs, trialMs } from './trial-time.ts'
import { type TrialView, viewTrial } from './view-trial.ts'

/** Connections of the closed loop that shows where to look for the highest rate, where the knee was not asked for. */
export const SCOUT_CONNECTIONS = 16

/** The searches one after the other, each until it has its answer, as far as the budget goes. What was measured before an interruption counts as if it had been now. */
export function nextTrial(question: CapacityQuestion): CapacityNext {
  // What a trial shows does not change, and is asked for at every step.
  const seen = new WeakMap<Trial, TrialView>()
  const viewOf = (trial: Trial): TrialView => {
    const view = seen.get(trial) ?? viewTrial(question, trial)
    seen.set(trial, view)
    return view
  }
  return (trials) => {
    const views = trials.map(viewOf)
    const step = nextStep(question, views)
    if (step === null) return { done: 'complete' }
    const spentMs = trials.reduce((sum, { ms }) => sum + ms, 0)
    const fits = trials.length === 0 || spentMs + expectedMs(question, trials, step) <= question.plan.budgetMs
    return fits ? { step } : { done: 'budget' }
  }
}

/** The next trial of the first search that has no answer yet; `null` where all have. */
export function nextStep(question: CapacityQuestion, views: readonly TrialView[]): TrialStep | null {
  if (startsNowhere(question, views)) return null
  for (const search of SEARCHES) {
    const step = NEXT[search](question, views)
    if (step !== null) return step
  }
  return null
}

/**
 * Whether the image has not become ready in its own box, for another reason than memory, nor anywhere else: a start takes up to minutes, and each further
 * one would say the same. Where a larger box is asked for, that may have been the reason.
 */
function startsNowhere(question: CapacityQuestion, views: readonly TrialView[]): boolean {
  const own = ownBox(question)
  const { table } = question.searches
  const isLarger =
    table !== null && ((table.cpus.at(-1) ?? 0) > own.cpus || (table.memoryBytes.at(-1) ?? 0) > own.memoryBytes)
  const failedAtHome = views.some(
    ({ trial, outcome }) => outcome.state === 'did-not-start' && isSameBox(trial.box, own),
  )
  return failedAtHome && !isLarger && views.every(isUnstarted)
}

type NextOf = (question: CapacityQuestion, views: readonly TrialView[]) => TrialStep | null

const NEXT: Readonly<Record<SearchName, NextOf>> = {
  knee: (question, views) => {
    const { knee } = question.searches
    const search = kneeOf(question)
    if (knee === null || search === null) return null
    const next = nextLevel(search, levelPoints(views))
    return 'ask' in next ? { search: 'knee', box: ownBox(question), level: { ...knee.load, amount: next.ask } } : null
  },
  'max-rate': (question, views) => {
    const { maxRate } = question.searches
    const search = rateOf(question)
    if (maxRate === null || search === null) return null
    const box = ownBox(question)
    const flatOut = flatOutRps(views)
    if (flatOut === 'not-measured')
      return { search: 'max-rate', box, level: { model: 'connections', amount: SCOUT_CONNECTIONS } }
    if (flatOut === null) return null
    const next = nextRate(search, flatOut, ratePoints(views))
    return 'ask' in next ? { search: 'max-rate', box, level: { ...maxRate.load, amount: next.ask } } : null
  },
  'memory-floor': (question, views) => {
    const search = floorOf(question)
    if (search === null) return null
    const next = nextLimit(search, floorPoints(views))
    if (!('ask' in next)) return null
    return { search: 'memory-floor', box: { ...ownBox(question), memoryBytes: next.ask }, level: null }
  },
  table: (question, views) => {
    const { table } = question.searches
    if (table === null) return null
    const points = boxPoints(views)
    const box = nextBox(planTable(table, question), points).ask ?? (isConfirmed(question) ? boxToConfirm(points) : null)
    return box === null ? null : { search: 'table', box, level: null }
  },
}

/** As long as the longest of the same kind so far, or as its load is planned and starts have taken. */
function expectedMs(question: CapacityQuestion, trials: readonly Trial[], step: TrialStep): number {
  const before = trials.filter(({ search, level }) => search === step.search && level?.model === step.level?.model)
  return Math.max(trialMs(question, step) + startsMs(question, trials), ...before.map(({ ms }) => ms))
}
