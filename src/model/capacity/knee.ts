import { MOST_REPEATS, mostPositions } from './boundary.ts'
import { kneedle } from './kneedle.ts'
import { type Grid, placeAtLeast, valueAt } from './levels.ts'

/** What one level of load gave. */
export type LevelPoint = {
  readonly amount: number
  /** Successful answers per second; `null` where the level gave no numbers. */
  readonly rps: number | null
  /** Whether the thresholds were met. */
  readonly meets: boolean
  /** Whether that is not known, however often it was tried: it counts as a miss, and is not tried again. */
  readonly unsure: boolean
}

/** A level with all that was measured of it: RPS in the median, and the thresholds by majority. */
type Settled = LevelPoint & {
  /** Whether once more would tell: a single miss can be chance, and an even vote says nothing. */
  readonly isOpen: boolean
}

export type KneeSearch = {
  readonly grid: Grid
  /** Whether a miss that would end the search is measured again, and by majority of three where that disagrees. */
  readonly confirm: boolean
  /** Levels that may be measured at most; repetitions do not count. */
  readonly most: number
}

export type KneeFound = {
  /** The lightest load that reaches the plateau; `null`: RPS was still growing where the search ended. */
  readonly knee: { readonly amount: number; readonly rps: number; readonly plateauRps: number } | null
  /** The heaviest load up to which the thresholds are met; `null`: not even the lightest meets them. */
  readonly within: { readonly amount: number; readonly rps: number } | null
  /** The lightest load that misses them; `null`: none did. */
  readonly missedAt: number | null
  /** The knee by Kneedle, to check the rule by; `null`: it sees none. */
  readonly kneedle: number | null
}

/** A doubling of the load that gives less than this more (as a logarithm) has stopped growing … */
export const STILL_GROWING = 0.1
/** … and so many such doublings in a row end the climb: one can be chance. */
const FLAT_IN_A_ROW = 2
/** The plateau is the median of what is within a tenth of the best: a single best one is high by chance. */
const NEAR_BEST = 0.9
/** From this share of the plateau on a load has reached the plateau. */
export const ON_PLATEAU = 0.95

export function kneeSearch(grid: Grid, confirm: boolean): KneeSearch {
  const steps = grid.slice(1).map((value, place) => value - valueAt(grid, place))
  const range = (grid.at(-1) ?? 0) - (grid[0] ?? 0)
  return { grid, confirm, most: mostPositions(range / Math.min(...steps)) }
}

/**
 * Which level to measure next, or what was found. Loads are doubled until RPS stops growing, the thresholds are missed or the range ends; then
 * the places where the plateau begins and where the thresholds are first missed are closed in on by halves.
 */
export function nextLevel(search: KneeSearch, points: readonly LevelPoint[]): { readonly ask: number } | KneeFound {
  const levels = settled(search, points)
  const found = kneeOf(search, levels)
  const next = (levels.length >= search.most ? null : nextNew(search, levels)) ?? unconfirmed(levels, found)
  return next === null ? found : { ask: next }
}

function settled({ confirm }: KneeSearch, points: readonly LevelPoint[]): readonly Settled[] {
  const levels = [...Map.groupBy(points, ({ amount }) => amount)]
  const mayRepeat = confirm && points.length - levels.length < MOST_REPEATS
  return levels.map(([amount, alike]) => {
    const rates = alike.flatMap(({ rps }) => rps ?? [])
    const met = alike.filter(({ meets }) => meets).length
    const unsure = alike.some((point) => point.unsure)
    const isOpen = mayRepeat && !unsure && (2 * met === alike.length || (met === 0 && alike.length === 1))
    return { amount, rps: rates.length === 0 ? null : median(rates), meets: 2 * met > alike.length, unsure, isOpen }
  })
}

function nextNew(search: KneeSearch, levels: readonly Settled[]): number | null {
  const climb = nextClimb(search, levels)
  return climb ?? nextBetween(search, levels, kneeEnds(search, levels)) ?? nextBetween(search, levels, sloEnds(levels))
}

/** The miss beyond which the thresholds are said not to hold, where it was measured once. */
function unconfirmed(levels: readonly Settled[], { missedAt }: KneeFound): number | null {
  return levels.find(({ amount, isOpen }) => isOpen && amount === missedAt)?.amount ?? null
}

/** The next doubling; `null` where the climb is over. */
function nextClimb({ grid }: KneeSearch, levels: readonly Settled[]): number | null {
  const climbed: LevelPoint[] = []
  for (let place = 0; place < grid.length; place = doubled(grid, place)) {
    const amount = valueAt(grid, place)
    const point = levels.find((one) => one.amount === amount)
    if (point === undefined || point.isOpen) return amount
    climbed.push(point)
    if (!point.meets || isFlat(climbed)) return null
  }
  return null
}

/** The place of twice the load; beyond the end after the last. */
function doubled(grid: Grid, place: number): number {
  if (place === grid.length - 1) return grid.length
  return Math.max(place + 1, placeAtLeast(grid, 2 * valueAt(grid, place)))
}

function isFlat(climbed: readonly LevelPoint[]): boolean {
  const last = climbed.slice(-FLAT_IN_A_ROW - 1)
  if (last.length <= FLAT_IN_A_ROW) return false
  return last.slice(1).every((point, place) => !grows(last[place], point))
}

/** Whether RPS grew by more than the plateau rule allows, for the doublings that lie between the two. */
function grows(before: LevelPoint | undefined, after: LevelPoint): boolean {
  if (before?.rps == null || after.rps === null) return false
  const doublings = Math.log2(after.amount / before.amount)
  return Math.log(after.rps / before.rps) >= STILL_GROWING * doublings
}

type Ends = { readonly below: number; readonly above: number }

/** The heaviest load below the plateau and the lightest on it; `null` where there is no plateau, or it begins at the lightest load. */
function kneeEnds(search: KneeSearch, points: readonly LevelPoint[]): Ends | null {
  const plateau = plateauOf(search, points)
  if (plateau === null) return null
  // Behind the best one RPS may fall again: that is beyond the knee.
  const rising = measured(points).filter(({ amount }) => amount <= plateau.bestAt)
  const place = beginOf(rising.map(({ rps }) => rps >= ON_PLATEAU * plateau.rps))
  const [below, above] = [rising[place - 1], rising[place]]
  return below === undefined || above === undefined ? null : { below: below.amount, above: above.amount }
}

/**
 * The place from which on it is so: of all places at which it is, the first that the fewest others contradict. One load of many on a plateau that falls
 * short of it by chance does not put the knee behind itself.
 */
function beginOf(reached: readonly boolean[]): number {
  const contradict = (place: number) =>
    reached.filter((isReached, other) => (other < place ? isReached : !isReached)).length
  const places = reached.flatMap((isReached, place) => (isReached ? [place] : []))
  return places.reduce((best, place) => (contradict(place) < contradict(best) ? place : best), places[0] ?? 0)
}

/** The heaviest load up to which all met the thresholds, and the lightest that missed them. */
function sloEnds(points: readonly LevelPoint[]): Ends | null {
  const missed = ascending(points).find(({ meets }) => !meets)
  if (missed === undefined) return null
  const below = ascending(points).findLast(({ amount, meets }) => meets && amount < missed.amount)
  return below === undefined ? null : { below: below.amount, above: missed.amount }
}

/** The level half way between two; `null` where none is left. */
function nextBetween({ grid }: KneeSearch, points: readonly LevelPoint[], ends: Ends | null): number | null {
  if (ends === null) return null
  const [low, high] = [placeAtLeast(grid, ends.below), placeAtLeast(grid, ends.above)]
  const amount = high - low <= 1 ? null : valueAt(grid, Math.floor((low + high) / 2))
  return amount === null || points.some((one) => one.amount === amount) ? null : amount
}

type Measured = LevelPoint & { readonly rps: number }

function ascending(points: readonly LevelPoint[]): readonly LevelPoint[] {
  return [...points].sort((a, b) => a.amount - b.amount)
}

function measured(points: readonly LevelPoint[]): readonly Measured[] {
  return ascending(points).filter((point): point is Measured => point.rps !== null)
}

/** The RPS of the plateau and where the best one was, if it has stopped growing there: `null` while the last doubling still gave more. */
function plateauOf(
  { grid }: KneeSearch,
  points: readonly LevelPoint[],
): { readonly rps: number; readonly bestAt: number } | null {
  const all = measured(points)
  const best = all.reduce<Measured | null>((most, one) => (most === null || one.rps > most.rps ? one : most), null)
  const heaviest = all.at(-1)
  if (best === null || heaviest === undefined) return null
  const half = all.findLast(({ amount }) => 2 * amount <= heaviest.amount)
  // A single level, or one that is not twice another, shows no plateau.
  if (half === undefined || (grid.length > 1 && grows(half, heaviest))) return null
  const high = all.map(({ rps }) => rps).filter((rps) => rps >= NEAR_BEST * best.rps)
  return { rps: median(high), bestAt: best.amount }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}

/** What the levels that were measured show so far. */
function kneeOf(search: KneeSearch, points: readonly LevelPoint[]): KneeFound {
  const plateau = plateauOf(search, points)
  const at = plateau === null ? undefined : measured(points).find((one) => one.amount === kneeAt(search, points))
  const missedAt = ascending(points).find(({ meets }) => !meets)?.amount ?? null
  const within = measured(points).findLast(({ amount, meets }) => meets && (missedAt === null || amount < missedAt))
  return {
    knee: plateau === null || at === undefined ? null : { amount: at.amount, rps: at.rps, plateauRps: plateau.rps },
    within: within === undefined ? null : { amount: within.amount, rps: within.rps },
    missedAt,
    kneedle: kneedle(measured(points).map(({ amount, rps }) => ({ load: amount, rps }))),
  }
}

/** Where the plateau begins: at the lightest load of all where even that one reaches it. */
function kneeAt(search: KneeSearch, points: readonly LevelPoint[]): number | undefined {
  return kneeEnds(search, points)?.above ?? measured(points)[0]?.amount
}
