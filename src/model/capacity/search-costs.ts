import type { Ms } from '../config.ts'
import type { Machine } from '../machine.ts'
import { type Words, words } from '../outside.ts'
import { formatBytes, formatMs, formatRate } from '../units.ts'
import { MOST_REPEATS } from './boundary.ts'
import type { CapacityQuestion } from './capacity.ts'
import { mostRepeats } from './confirm-box.ts'
import { describeAmount } from './describe-level.ts'
import { mostRates } from './max-rate.ts'
import { mostLimits } from './memory-floor.ts'
import { floorOf, isConfirmed, kneeOf, rateOf } from './questions.ts'
import { planTable } from './table.ts'
import type { SearchName, TrialStep } from './trial.ts'
import { trialMs } from './trial-time.ts'

/** As much of a question as its costs follow from: of the machine what it can hold. */
export type CostlyQuestion = Pick<CapacityQuestion, 'plan' | 'searches'> & {
  readonly machine: Pick<Machine, 'cores' | 'memoryBytes'>
}

/** What one search takes at worst: configurations, those that are measured again among them, and their load. */
export type SearchCost = {
  readonly search: SearchName
  readonly what: Words
  readonly trials: number
  readonly loadMs: Ms
}

/** Of each search that is asked for, in the order in which they are run. */
export function searchCosts(question: CostlyQuestion): readonly SearchCost[] {
  return [...kneeCost(question), ...rateCost(question), ...floorCost(question), ...tableCost(question)]
}

function kneeCost(question: CostlyQuestion): readonly SearchCost[] {
  const { knee } = question.searches
  const search = kneeOf(question)
  if (knee === null || search === null) return []
  const most = search.most + (search.confirm ? MOST_REPEATS : 0)
  const step: TrialStep['level'] = { ...knee.load, amount: knee.range.to }
  const what = words`from ${knee.range.from} to ${describeAmount(step)}, ${formatMs(knee.levelMs)} each`
  return [{ search: 'knee', what, trials: most, loadMs: most * trialMs(question, { search: 'knee', level: step }) }]
}

function rateCost(question: CostlyQuestion): readonly SearchCost[] {
  const { maxRate } = question.searches
  const search = rateOf(question)
  if (maxRate === null || search === null) return []
  const most = mostRates(search) + 1 + (search.confirm ? MOST_REPEATS : 0)
  const level = { ...maxRate.load, amount: maxRate.range.to }
  const what = words`from ${formatRate(maxRate.range.from)} to ${formatRate(maxRate.range.to)}, ${formatMs(maxRate.levelMs)} each`
  return [{ search: 'max-rate', what, trials: most, loadMs: most * trialMs(question, { search: 'max-rate', level }) }]
}

function floorCost(question: CostlyQuestion): readonly SearchCost[] {
  const { memoryFloor } = question.searches
  const search = floorOf(question)
  if (memoryFloor === null || search === null) return []
  const most = mostLimits(search) + (search.confirm ? MOST_REPEATS : 0)
  const { range, stepBytes } = memoryFloor
  const what = words`from ${formatBytes(range.from)} to ${formatBytes(range.to)} in steps of ${formatBytes(stepBytes)}, with the stages of the file`
  const loadMs = most * trialMs(question, { search: 'memory-floor', level: null })
  return [{ search: 'memory-floor', what, trials: most, loadMs }]
}

function tableCost(question: CostlyQuestion): readonly SearchCost[] {
  const { table } = question.searches
  if (table === null) return []
  const { boxes, leftOut } = planTable(table, question)
  const large = leftOut.length === 0 ? '' : `, and ${leftOut.length} too large for this machine`
  const what = words`${boxes.length} ${boxes.length === 1 ? 'box' : 'boxes'}${large}, with the stages of the file`
  const most = boxes.length + (isConfirmed(question) ? mostRepeats(boxes.length) : 0)
  return [{ search: 'table', what, trials: most, loadMs: most * trialMs(question, { search: 'table', level: null }) }]
}
