import type { BaselineConfig, Ms, Stage } from '../../model/config.ts'
import { words } from '../../model/outside.ts'
import { PLAIN_ROUNDS } from '../../model/plan/plan.ts'
import { plannedStageMs } from '../../model/plan/stage-load.ts'
import { FIRST_LOOK, LAST_LOOKS } from '../../model/rounds/looks.ts'
import { formatMs } from '../../model/units.ts'
import { type Reading, reportAt } from '../sources.ts'

/** What was asked for; `null` where a key is not given. */
export type Times = {
  readonly stages: readonly Stage[]
  readonly rounds: number | null
  readonly compare: BaselineConfig['compare']
  readonly budgetMs: Ms | null
  readonly timeLimitMs: Ms | null
}

/** Reports times that cannot hold even the load, without any start. */
export function checkTimes(reading: Reading, times: Times): void {
  checkBudget(reading, times)
  checkTimeLimit(reading, times)
}

/** Fewer rounds than the first look needs are a mistake only where a paired comparison is insisted on: else the candidate is measured alone. */
export function checkRounds(reading: Reading, rounds: number | null, compare: BaselineConfig['compare']): void {
  if (compare !== 'paired' || rounds === null || rounds >= FIRST_LOOK) return
  reportAt(
    reading,
    ['rounds'],
    words`rounds: ${rounds} is too few for baseline.compare: paired, which needs at least ${FIRST_LOOK}`,
    words`Write ${LAST_LOOKS.join(', ')}, or remove the key: a comparison ends as soon as it is decided.`,
  )
}

function loadMs(stages: readonly Stage[]): Ms {
  return stages.reduce((sum, stage) => sum + (plannedStageMs(stage) ?? 0), 0)
}

function checkBudget(reading: Reading, { stages, compare, budgetMs, timeLimitMs }: Times): void {
  if (budgetMs === null) return
  const roundMs = (compare === 'paired' ? 2 : 1) * loadMs(stages)
  if (budgetMs < roundMs) {
    const what = compare === 'paired' ? words`one round of both images` : words`one round`
    reportAt(
      reading,
      ['budget'],
      words`budget: ${formatMs(budgetMs)} is less than the load of ${what} alone takes (${formatMs(roundMs)})`,
      words`Allow more, starts included, or plan shorter stages; a paired comparison needs ${FIRST_LOOK} rounds at least.`,
    )
  } else if (timeLimitMs !== null && timeLimitMs < budgetMs) {
    reportAt(
      reading,
      ['time-limit'],
      words`time-limit: ${formatMs(timeLimitMs)} is less than the budget (${formatMs(budgetMs)}): a run that uses it would be aborted`,
      words`Allow more (twice the budget is usual), or lower the budget.`,
    )
  }
}

/** Of a paired comparison only the first round is sure to be run: the budget decides about the others. */
function checkTimeLimit(reading: Reading, { stages, rounds, compare, timeLimitMs }: Times): void {
  const oneMs = loadMs(stages)
  const count = compare === 'paired' ? 1 : (rounds ?? PLAIN_ROUNDS)
  const plannedMs = compare === 'paired' ? 2 * oneMs : count * oneMs
  if (timeLimitMs === null || timeLimitMs >= plannedMs) return
  const sum =
    compare === 'paired'
      ? words`one round of both images is ${formatMs(plannedMs)}`
      : words`${count} rounds of ${formatMs(oneMs)} are ${formatMs(plannedMs)}`
  reportAt(
    reading,
    ['time-limit'],
    words`time-limit: ${formatMs(timeLimitMs)} is less than the load alone takes (${sum})`,
    words`Allow more, starts included, or plan fewer rounds or shorter stages; without the key the limit follows the plan.`,
  )
}
