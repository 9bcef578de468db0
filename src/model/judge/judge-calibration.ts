import type { Ms } from '../config.ts'
import type { MetricId } from '../metrics/metric-id.ts'
import { METRICS } from '../metrics/metrics.ts'
import { outside, type Words, words } from '../outside.ts'
import { describeCheck } from '../report/make-report.ts'
import type { Result } from '../result/result.ts'
import { BUDGET_ROOM, pairCourse } from '../rounds/pair-course.ts'
import { sift } from '../rounds/sift-rounds.ts'
import { type Sensitivity, sensitivity } from '../statistics/sensitivity.ts'
import { mean, variance } from '../statistics/statistics.ts'
import { STOP_WORDS } from '../stop-words.ts'
import type { Calibration, Control } from './calibration.ts'
import type { Check } from './check.ts'
import { hasBothSides } from './judge-comparison.ts'
import { judgePairs } from './judge-pairs.ts'
import { allowedLog, type Cell, pairCells } from './pair-cells.ts'
import { judge, type Verdict } from './verdict.ts'

/** What a calibration shows. */
export type JudgedCalibration = {
  /** The verdict on the image against itself. A `fail` there is a false alarm. */
  readonly equal: Verdict
  readonly checks: readonly CalibratedCheck[]
  /** Rounds that count, what one took, and the rounds of the last look. */
  readonly rounds: { readonly counted: number; readonly meanMs: Ms; readonly longestMs: Ms; readonly last: number }
  /** The tolerance that each metric needs in this budget; `null`: more than the largest that is tried. */
  readonly tolerance: Readonly<Partial<Record<MetricId, number | null>>>
  /** What the tolerance that is set needs; `null`: more rounds than there can be. */
  readonly budget: { readonly rounds: number; readonly ms: Ms } | null
  readonly control: ControlVerdict
}

export type CalibratedCheck = {
  readonly cell: Cell
  readonly check: Check
  /** Standard deviation of the rounds' log ratios; `null` where fewer than two rounds have one. */
  readonly spread: number | null
  /** `null` where there is no spread to reckon with. */
  readonly sensitivity: Sensitivity | null
}

/** Only `flagged` is what a control is for: RPS or a latency of some stage was found worse than allowed. */
export type ControlVerdict =
  | { readonly state: 'flagged'; readonly check: Check; readonly checks: readonly Check[] }
  | { readonly state: 'missed'; readonly why: Words; readonly checks: readonly Check[] }

const MINUTE_MS = 60_000

export function judgeCalibration({ equal, control }: Calibration): JudgedCalibration {
  const { kept } = sift(equal.plan, equal.evidence)
  const counted = kept.filter(hasBothSides)
  const course = pairCourse(equal.plan, equal.evidence)
  const last = course?.state === 'pairing' ? course.last : equal.plan.rounds
  const times = counted.map(({ ms }) => ms)
  const longestMs = Math.max(0, ...times)
  const checks = calibratedChecks({ ...equal, evidence: counted }, last)
  const rounds = roundsFor(checks)
  return {
    equal: judge(equal),
    checks,
    rounds: { counted: counted.length, meanMs: times.length === 0 ? 0 : mean(times), longestMs, last },
    tolerance: toleranceFor(checks),
    budget: rounds === null ? null : { rounds, ms: budgetMs(rounds, longestMs) },
    control: judgeControl(control),
  }
}

function calibratedChecks(equal: Result, last: number): readonly CalibratedCheck[] {
  const cells = pairCells(equal)
  const deciding = cells.filter(({ gating }) => gating).length
  // One check for each cell, in the same order; what follows them is of failures.
  return judgePairs(equal, last).flatMap((check, place): CalibratedCheck[] => {
    const cell = cells[place]
    if (cell === undefined) return []
    const logRatios = cell.pairs.logRatios
    if (logRatios.length < 2) return [{ cell, check, spread: null, sensitivity: null }]
    const spread = Math.sqrt(variance(logRatios))
    const allowed = (tolerance: number) => allowedLog(cell.metric, tolerance)
    const of = { spread, checks: deciding, last, allowed, tolerance: cell.tolerance }
    return [{ cell, check, spread, sensitivity: spread === 0 ? null : sensitivity(of) }]
  })
}

function toleranceFor(checks: readonly CalibratedCheck[]): JudgedCalibration['tolerance'] {
  const needed: Partial<Record<MetricId, number | null>> = {}
  for (const { cell, sensitivity: seen } of checks) {
    if (!cell.gating || seen === null) continue
    const before = needed[cell.asked] ?? 0
    const worst = needed[cell.asked] === null || seen.tolerance === null ? null : Math.max(before, seen.tolerance)
    needed[cell.asked] = worst
  }
  return needed
}

/** All that decide have to pass, so the one that needs most counts. */
function roundsFor(checks: readonly CalibratedCheck[]): number | null {
  const needed = checks.flatMap(({ cell, sensitivity: seen }) => (cell.gating && seen !== null ? [seen.rounds] : []))
  const known = needed.filter((rounds) => rounds !== null)
  return known.length === 0 || known.length < needed.length ? null : Math.max(...known)
}

function budgetMs(rounds: number, roundMs: Ms): Ms {
  return Math.ceil((BUDGET_ROOM * rounds * roundMs) / MINUTE_MS) * MINUTE_MS
}

/** Less CPU has to show in what the load saw of a stage: starts and failures differ for reasons of their own. */
function isOfSpeed({ metric }: Check): boolean {
  return metric !== null && METRICS[metric].kind === 'number'
}

function judgeControl(control: Control): ControlVerdict {
  if (control.state === 'not-run') return { state: 'missed', why: words`${WHY_NOT_RUN[control.why]}`, checks: [] }
  const { result } = control
  const { checks } = judge(result)
  const compared = checks.filter((check) => check.kind === 'baseline' && check.gating && isOfSpeed(check))
  const flagged = compared.find(({ state }) => state === 'fail')
  if (flagged !== undefined) return { state: 'flagged', check: flagged, checks }
  return { state: 'missed', why: whyMissed(result, checks, compared), checks }
}

const WHY_NOT_RUN = {
  interrupted: 'it was not run',
  'no-figures': 'it was not run, because the CPU that the image used could not be counted, or was next to none',
} as const

function whyMissed(result: Result, checks: readonly Check[], compared: readonly Check[]): Words {
  const course = pairCourse(result.plan, result.evidence)
  if (course !== null && course.state !== 'pairing') return course.why
  const broken = checks.find(({ kind, state }) => kind === 'target' && state === 'fail')
  if (broken !== undefined) return broken.reason
  if (result.ended !== 'complete') return words`${STOP_WORDS[result.ended]}`
  // What came closest says most.
  const closest = [...compared].sort((a, b) => (b.slowdown ?? 0) - (a.slowdown ?? 0))[0]
  return closest === undefined ? words`no RPS and no latency was compared` : describeCheck(closest)
}

/** What the checks of a control are called in a sentence: `steady: RPS`. */
export function nameCheck({ cell }: CalibratedCheck): Words {
  return words`${cell.stage === null ? '' : words`${outside(cell.stage)}: `}${cell.metric.label}`
}
