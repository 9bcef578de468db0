import type { Ms } from '../config.ts'
import { type Words, words } from '../outside.ts'
import { formatBytes, formatMs, formatRate } from '../units.ts'
import type { CapacityQuestion } from './capacity.ts'
import { describeAmount } from './describe-level.ts'
import { mostRates } from './max-rate.ts'
import { mostLimits } from './memory-floor.ts'
import { floorOf, kneeOfConfig, rateOf } from './questions.ts'
import { planTable } from './table.ts'
import type { SearchName, TrialStep } from './trial.ts'
import { trialMs } from './trial-time.ts'

/** What one search takes at worst. */
type Cost = { readonly search: SearchName; readonly what: Words; readonly trials: number; readonly loadMs: Ms }

/** Both ends of an answer are measured again, and once more where that disagrees. */
const MOST_REPEATS = 4

/** What a capacity run will take at worst, for the log before anything starts. `readyWithinMs`: the longest that a start may take. */
export function describeCapacityPlan(question: CapacityQuestion, readyWithinMs: Ms, timeLimitMs: Ms): readonly Words[] {
  const costs = costsOf(question)
  const trials = costs.reduce((sum, one) => sum + one.trials, 0)
  const loadMs = costs.reduce((sum, one) => sum + one.loadMs, 0)
  const { rounds, budgetMs, seed } = question.plan
  const worstMs = loadMs + trials * rounds * readyWithinMs
  const fits = loadMs <= budgetMs ? '' : ' of which the budget allows a part'
  return [
    ...costs.map(
      ({ search, what, trials: most, loadMs: ms }) =>
        words`${search}: ${what}; at most ${most} ${most === 1 ? 'configuration' : 'configurations'}, ${formatMs(ms)} of load`,
    ),
    words`each on ${rounds === 1 ? 'a fresh start' : `${rounds} fresh starts`}; at most ${trials} in all, ${formatMs(loadMs)} of load${fits}; ${formatMs(worstMs)} at worst, were each start to take all of target.ready.within (${formatMs(readyWithinMs)})`,
    words`budget ${formatMs(budgetMs)}: what would not fit is not begun, and the next run goes on with it; time limit ${formatMs(timeLimitMs)}; seed ${seed}`,
  ]
}

function costsOf(question: CapacityQuestion): readonly Cost[] {
  return [...kneeCost(question), ...rateCost(question), ...floorCost(question), ...tableCost(question)]
}

function kneeCost(question: CapacityQuestion): readonly Cost[] {
  const { knee } = question.searches
  if (knee === null) return []
  const { most } = kneeOfConfig(knee)
  const step: TrialStep['level'] = { ...knee.load, amount: knee.range.to }
  const what = words`from ${knee.range.from} to ${describeAmount(step)}, ${formatMs(knee.levelMs)} each`
  return [{ search: 'knee', what, trials: most, loadMs: most * trialMs(question, { search: 'knee', level: step }) }]
}

function rateCost(question: CapacityQuestion): readonly Cost[] {
  const { maxRate } = question.searches
  const search = rateOf(question)
  if (maxRate === null || search === null) return []
  const most = mostRates(search) + 1 + (search.confirm ? MOST_REPEATS : 0)
  const level = { ...maxRate.load, amount: maxRate.range.to }
  const what = words`from ${formatRate(maxRate.range.from)} to ${formatRate(maxRate.range.to)}, ${formatMs(maxRate.levelMs)} each`
  return [{ search: 'max-rate', what, trials: most, loadMs: most * trialMs(question, { search: 'max-rate', level }) }]
}

function floorCost(question: CapacityQuestion): readonly Cost[] {
  const { memoryFloor } = question.searches
  const search = floorOf(question)
  if (memoryFloor === null || search === null) return []
  const most = mostLimits(search) + (search.confirm ? MOST_REPEATS : 0)
  const { range, stepBytes } = memoryFloor
  const what = words`from ${formatBytes(range.from)} to ${formatBytes(range.to)} in steps of ${formatBytes(stepBytes)}, with the stages of the file`
  const loadMs = most * trialMs(question, { search: 'memory-floor', level: null })
  return [{ search: 'memory-floor', what, trials: most, loadMs }]
}

function tableCost(question: CapacityQuestion): readonly Cost[] {
  const { table } = question.searches
  if (table === null) return []
  const { boxes, leftOut } = planTable(table, question.machine)
  const large = leftOut.length === 0 ? '' : `, and ${leftOut.length} too large for this machine`
  const what = words`${boxes.length} ${boxes.length === 1 ? 'box' : 'boxes'}${large}, with the stages of the file`
  const loadMs = boxes.length * trialMs(question, { search: 'table', level: null })
  return [{ search: 'table', what, trials: boxes.length, loadMs }]
}
