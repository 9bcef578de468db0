import { METRICS } from '../metrics/metrics.ts'
import { numeric } from '../metrics/value.ts'
import type { LevelPoint } from './knee.ts'
import type { RatePoint } from './max-rate.ts'
import type { FloorPoint } from './memory-floor.ts'
import type { BoxPoint } from './table.ts'
import { targetRps } from './target-rps.ts'
import { isSameStep, type SearchName } from './trial.ts'
import { isUnstarted, isUnsure } from './trial-outcome.ts'
import type { TrialView } from './view-trial.ts'

/** What each search sees of the trials. */

/** So often a configuration is tried of which the machine or the load generator lets nothing be known, before that counts as a miss. */
export const MOST_UNSURE = 3

/** The trials that say something: one that does not is as if it had not been, so that its configuration is asked for again. */
function telling(views: readonly TrialView[]): readonly TrialView[] {
  const unsure = new Map<string, number>()
  return views.filter((view) => {
    if (!isUnsure(view)) return true
    const { search, box, level } = view.trial
    const key = JSON.stringify([search, box, level])
    const times = (unsure.get(key) ?? 0) + 1
    unsure.set(key, times)
    return times >= MOST_UNSURE
  })
}

export function trialsOf(views: readonly TrialView[], search: SearchName): readonly TrialView[] {
  return views.filter(({ trial }) => trial.search === search)
}

/**
 * Whether the thresholds were met. A trial that says nothing says what most others of its configuration did: it only ends that this is measured again. One
 * that has no others counts as a miss.
 */
function meets(view: TrialView, views: readonly TrialView[]): boolean {
  if (!isUnsure(view)) return view.outcome.state === 'meets'
  const sure = views.filter((one) => !isUnsure(one) && isSameStep(one.trial, view.trial))
  return 2 * sure.filter(({ outcome }) => outcome.state === 'meets').length > sure.length
}

export function levelPoints(views: readonly TrialView[]): readonly LevelPoint[] {
  return telling(trialsOf(views, 'knee')).flatMap((view): LevelPoint[] => {
    const { level } = view.trial
    return level === null
      ? []
      : [{ amount: level.amount, rps: targetRps(view), meets: meets(view, views), unsure: isUnsure(view) }]
  })
}

export function ratePoints(views: readonly TrialView[]): readonly RatePoint[] {
  return telling(trialsOf(views, 'max-rate')).flatMap((view): RatePoint[] => {
    const { level } = view.trial
    return level?.model === 'rate' ? [{ perSecond: level.amount, meets: meets(view, views) }] : []
  })
}

/** The best RPS of the loads before, 0 where they gave none; `null` where the image did not become ready for one. */
export function flatOutRps(views: readonly TrialView[]): number | 'not-measured' | null {
  const loops = telling(views).filter(
    ({ trial }) => trial.level !== null && (trial.search === 'knee' || trial.level.model !== 'rate'),
  )
  if (loops.length === 0) return 'not-measured'
  return loops.every(isUnstarted) ? null : Math.max(...loops.map(({ rps }) => rps ?? 0))
}

export function floorPoints(views: readonly TrialView[]): readonly FloorPoint[] {
  return telling(trialsOf(views, 'memory-floor')).map((view) => ({
    memoryBytes: view.trial.box.memoryBytes,
    meets: meets(view, views),
    peakBytes: view.life?.peakBytes ?? null,
    workingSetBytes: view.life?.workingSetBytes ?? null,
  }))
}

export function boxPoints(views: readonly TrialView[]): readonly BoxPoint[] {
  return telling(trialsOf(views, 'table')).map((view) => ({
    box: view.trial.box,
    rps: targetRps(view),
    meets: meets(view, views),
    missed: missedBy(view),
    killedAtStart: view.outcome.state === 'killed-at-start',
    workingSetBytes: view.life?.workingSetBytes ?? null,
  }))
}

/** How bad the figures are that miss a threshold; what has none is as bad as can be. */
function missedBy({ verdict }: TrialView): ReadonlyMap<string, number> {
  return new Map(
    verdict.checks.flatMap(({ gating, state, stage, metric, candidate }): [string, number][] => {
      if (!gating || metric === null || state === 'pass' || state === 'accepted') return []
      const figure = candidate === null ? null : numeric(candidate)
      const bad = figure === null ? Number.POSITIVE_INFINITY : METRICS[metric].better === 'lower' ? figure : 1 / figure
      return [[JSON.stringify([stage, metric]), bad]]
    }),
  )
}
