import type { Capacity } from './capacity.ts'
import { boxToConfirm } from './confirm-box.ts'
import { type KneeFound, nextLevel } from './knee.ts'
import { nextRate, type RateFound } from './max-rate.ts'
import { type FloorFound, nextLimit } from './memory-floor.ts'
import { nextStep } from './next-trial.ts'
import { boxPoints, flatOutRps, floorPoints, levelPoints, ratePoints, trialsOf } from './points.ts'
import { floorOf, isConfirmed, kneeOf, rateOf } from './questions.ts'
import { type LeftOut, nextBox, planTable } from './table.ts'
import { byCost } from './trial.ts'
import { isUnsure } from './trial-outcome.ts'
import { type TrialView, viewTrial } from './view-trial.ts'

/** Everything that a capacity run found. A search that was not asked for, or has no answer yet, is `null`. */
export type CapacityAnswers = {
  readonly views: readonly TrialView[]
  readonly knee: KneeFound | null
  readonly maxRate: RateFound | null
  readonly memoryFloor: FloorFound | null
  readonly table: TableFound | null
  /** Whether every search came to its end. */
  readonly complete: boolean
}

export type TableFound = {
  /** Each box once, in the order of their cost, the cheapest first. */
  readonly rows: readonly TrialView[]
  readonly leftOut: readonly LeftOut[]
  /** The cheapest box that meets the thresholds, and the next; `null`: none does. */
  readonly best: TrialView | null
  readonly runnerUp: TrialView | null
  /** Boxes cheaper than the best of which nothing could be told. */
  readonly doubtful: readonly TrialView[]
  /** Whether no box is left to measure. */
  readonly complete: boolean
  /** Whether the best was measured as often as it was to be, to be sure of it. */
  readonly confirmed: boolean
}

/** Makes the answers of a run from what it measured; of one that is not over as far as they are there. */
export function judgeCapacity(capacity: Capacity): CapacityAnswers {
  const views = capacity.trials.map((trial) => viewTrial(capacity, trial))
  return {
    views,
    knee: findKnee(capacity, views),
    maxRate: findRate(capacity, views),
    memoryFloor: findFloor(capacity, views),
    table: findTable(capacity, views),
    complete: nextStep(capacity, views) === null,
  }
}

function findKnee(capacity: Capacity, views: readonly TrialView[]): KneeFound | null {
  const search = kneeOf(capacity)
  if (search === null) return null
  const found = nextLevel(search, levelPoints(views))
  return 'ask' in found ? null : found
}

function findRate(capacity: Capacity, views: readonly TrialView[]): RateFound | null {
  const search = rateOf(capacity)
  const flatOut = flatOutRps(views)
  if (search === null || flatOut === 'not-measured') return null
  if (flatOut === null) return { perSecond: null, above: null }
  const found = nextRate(search, flatOut, ratePoints(views))
  return 'ask' in found ? null : found
}

function findFloor(capacity: Capacity, views: readonly TrialView[]): FloorFound | null {
  const search = floorOf(capacity)
  if (search === null) return null
  const found = nextLimit(search, floorPoints(views))
  return 'ask' in found ? null : found
}

function findTable(capacity: Capacity, views: readonly TrialView[]): TableFound | null {
  const { table } = capacity.searches
  const rows = oneOfEach(trialsOf(views, 'table')).toSorted((a, b) => byCost(a.trial.box, b.trial.box))
  if (table === null || rows.length === 0) return null
  const plan = planTable(table, capacity)
  const [best = null, runnerUp = null] = rows.filter(({ outcome }) => outcome.state === 'meets')
  const doubtful = rows.slice(0, best === null ? undefined : rows.indexOf(best)).filter(isUnsure)
  const points = boxPoints(views)
  const next = nextBox(plan, points)
  return {
    rows,
    leftOut: [...plan.leftOut, ...next.leftOut],
    best,
    runnerUp,
    doubtful,
    complete: next.ask === null,
    confirmed: !isConfirmed(capacity) || boxToConfirm(points) === null,
  }
}

/** Each box with the last trial that shows what most of its trials say; those that say nothing count where there are no others. */
function oneOfEach(trials: readonly TrialView[]): readonly TrialView[] {
  return [...Map.groupBy(trials, ({ trial }) => JSON.stringify(trial.box)).values()].flatMap((alike) => {
    const sure = alike.filter((view) => !isUnsure(view))
    const isMet = ({ outcome }: TrialView) => outcome.state === 'meets'
    const most = 2 * sure.filter(isMet).length > sure.length
    return sure.findLast((view) => isMet(view) === most) ?? alike.at(-1) ?? []
  })
}
