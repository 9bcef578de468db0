import type { Side } from '../config.ts'
import type { Verdict } from '../judge/verdict.ts'
import { METRICS, printValue } from '../metrics/metrics.ts'
import { numeric, type Value } from '../metrics/value.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, pooledView } from '../result/views.ts'
import { attempts } from '../samples.ts'

/** Bars to be compared with one another: drawn to one scale. */
export type BarGroup = { readonly metric: string; readonly bars: readonly Bar[] }
export type Bar = {
  readonly stage: string
  /** `null`: there is only one. */
  readonly side: Side | null
  /** Of the group's longest, from 0 to 1; `null` where there is no number. */
  readonly length: number | null
  readonly text: string
}

const SHOWN = ['rps', 'p95'] as const
type Shown = (typeof SHOWN)[number]

/** RPS and p95 of each measured stage, beside the baseline's where there are any; else all stages beside one another. */
export function barGroups(result: Result, verdict: Pick<Verdict, 'checks'>): readonly BarGroup[] {
  const pairs = SHOWN.flatMap((metric): BarGroup[] =>
    values(result, verdict, metric).flatMap(({ stage, candidate, baseline }): BarGroup[] => {
      if (baseline === null) return []
      const bars = [
        { stage, side: 'baseline', value: baseline },
        { stage, side: 'candidate', value: candidate },
      ] as const
      return [group(metric, bars)]
    }),
  )
  if (pairs.length > 0) return pairs
  return SHOWN.flatMap((metric): BarGroup[] => {
    const bars = values(result, verdict, metric).map(({ stage, candidate }) => ({
      stage,
      side: null,
      value: candidate,
    }))
    return bars.length > 1 ? [group(metric, bars)] : []
  })
}

type Pair = { readonly stage: string; readonly candidate: Value; readonly baseline: Value | null }

function values(result: Result, { checks }: Pick<Verdict, 'checks'>, id: Shown): readonly Pair[] {
  const metric = METRICS[id]
  if (metric.kind !== 'number') return []
  const loads = metric.loads
  return measuredStages(result.plan)
    .filter(({ load }) => loads.includes(load.model))
    .flatMap(({ name: stage }): Pair[] => {
      const [candidate, measured] = (['candidate', 'baseline'] as const).map((side) => pooledView(result, side, stage))
      if (candidate === undefined || attempts(candidate.merged) === 0) return []
      const stored = checks.find((check) => check.kind === 'baseline' && check.stage === stage && check.metric === id)
      const baseline =
        measured !== undefined && attempts(measured.merged) > 0 ? metric.of(measured) : (stored?.baseline ?? null)
      return [{ stage, candidate: metric.of(candidate), baseline }]
    })
}

function group(id: Shown, bars: readonly { stage: string; side: Side | null; value: Value }[]): BarGroup {
  const metric = METRICS[id]
  const known = bars.map(({ value }) => numeric(value)).filter((one) => one !== null && Number.isFinite(one))
  const longest = Math.max(0, ...known.filter((one) => one !== null))
  return {
    metric: metric.label,
    bars: bars.map(({ stage, side, value }) => ({
      stage,
      side,
      length: share(numeric(value), longest),
      text: printValue(metric, value),
    })),
  }
}

/** What lies beyond a timeout is as long as a bar can be. */
function share(value: number | null, longest: number): number | null {
  if (value === null) return null
  if (!Number.isFinite(value)) return 1
  return longest === 0 ? 0 : value / longest
}
