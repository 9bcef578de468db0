import type { ChartGroup, ChartMark, LineChart } from '../chart.ts'
import type { Stage } from '../config.ts'
import { joinWords, plainText, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { mergeLatencies } from '../samples.ts'
import { formatBytes, formatCores, formatShare } from '../units.ts'
import { fromZero, STAGE_TIME } from './axes.ts'
import { type ContainerCurve, containerCurves, eventMarks, figureSeries, haveSeveral } from './container-curves.ts'
import { pointsOfChart } from './drawn-stages.ts'
import { type PercentileCurve, percentileChart } from './percentile-charts.ts'
import { type SideRuns, sidesOf } from './sides.ts'
import { spawnMarks } from './spawn-mark.ts'
import { stageGroup } from './stage-group.ts'

/**
 * CPU, throttling and memory of the target's containers in one stage, against their limits: both sides over each other, or each side for itself
 * where a side has several containers. Empty where nobody watched.
 */
export function targetCharts(result: Result, stage: Stage): readonly ChartGroup[] {
  const sides = sidesOf(result, stage.name)
  const points = pointsOfChart(result.plan)
  if (!haveSeveral(sides)) return stageGroup(stage, chartsOf(containerCurves(result, sides, false), sides, points))
  return sides.toReversed().flatMap((one) => {
    const charts = [...chartsOf(containerCurves(result, [one], true), [one], points), ...replicaLatencies(one)]
    return stageGroup(stage, charts, sides.length === 1 ? null : words`the ${one.side}'s containers`)
  })
}

type Marks = readonly ChartMark[]

/** `points`: that a chart may have, over all its curves. */
type Scene = { readonly curves: readonly ContainerCurve[]; readonly events: Marks; readonly points: number }

function chartsOf(all: readonly ContainerCurve[], sides: readonly SideRuns[], points: number): readonly LineChart[] {
  const curves = all.filter(({ figures }) => figures.series.length > 0)
  if (curves.length === 0) return []
  const events = [...eventMarks(curves), ...spawnMarks(sides.flatMap(({ runs }) => runs))]
  const scene: Scene = { curves, events, points }
  const throttled = curves.some(({ figures }) => figures.throttling !== null)
  return [cpuChart(scene), ...(throttled ? [throttlingChart(scene)] : []), memoryChart(scene)]
}

function cpuChart({ curves, events, points }: Scene): LineChart {
  const limitOf = ({ limitCpus }: ContainerCurve) => limitCpus
  const cores = (one: ContainerCurve, ms: number) => one.figures.cpuSeconds / (ms / 1000)
  return {
    kind: 'lines',
    title: words`CPU in use`,
    summary: perName(curves, (all) => {
      const ms = all.map(({ figures }) => figures.series.at(-1)?.atMs ?? 0)
      const used = all.map((one, place) => cores(one, ms[place] ?? 0)).filter(Number.isFinite)
      return `${formatCores(Math.max(0, ...used))} of ${sayLimits(all, limitOf, formatCores)} CPU in the busiest round`
    }),
    x: STAGE_TIME,
    y: fromZero('Cores', 'cores', Math.max(...curves.map(limitOf)) * 1.05),
    series: figureSeries(curves, { points, of: ({ cpu }) => cpu, join: 'mean' }),
    bands: [],
    marks: [...limitMarks(curves, limitOf, (limit) => `${formatCores(limit)} CPU`), ...events],
  }
}

function throttlingChart({ curves, events, points }: Scene): LineChart {
  return {
    kind: 'lines',
    title: words`Throttled: share of the quota's periods in which it was stopped`,
    summary: perName(curves, (all) => {
      const sum = (of: 'periods' | 'throttledPeriods') =>
        all.reduce((total, { figures }) => total + (figures.throttling?.[of] ?? 0), 0)
      const periods = sum('periods')
      return periods === 0 ? 'no period' : `${formatShare(sum('throttledPeriods') / periods)} of its periods`
    }),
    x: STAGE_TIME,
    y: fromZero('Throttled', 'share', 1),
    series: figureSeries(curves, { points, of: ({ throttledShare }) => throttledShare, join: 'mean' }),
    bands: [],
    marks: events,
  }
}

function memoryChart({ curves, events, points }: Scene): LineChart {
  const limitOf = ({ limitBytes }: ContainerCurve) => limitBytes
  return {
    kind: 'lines',
    title: words`Memory in use, without page cache that can be dropped`,
    summary: perName(curves, (all) => {
      const most = Math.max(...all.map(({ figures }) => figures.memory.mostWorkingSetBytes))
      return `at most ${formatBytes(most)} of ${sayLimits(all, limitOf, formatBytes)}`
    }),
    x: STAGE_TIME,
    y: fromZero('Memory', 'bytes', Math.max(...curves.map(limitOf)) * 1.05),
    series: figureSeries(curves, { points, of: ({ workingSetBytes }) => workingSetBytes, join: 'highest' }),
    bands: [],
    marks: [...limitMarks(curves, limitOf, formatBytes), ...events],
  }
}

/** Where the generator spreads its load itself, it knows which replica was how quick. */
function replicaLatencies({ runs }: SideRuns): readonly LineChart[] {
  const parts = runs.flatMap(({ samples }) => samples.perReplica)
  const numbers = [...new Set(parts.map(({ replica }) => replica))].sort((a, b) => a - b)
  const curves = numbers.flatMap((number): PercentileCurve[] => {
    const histogram = mergeLatencies(parts.filter(({ replica }) => replica === number))
    if (histogram.totalCount === 0) return []
    return [{ name: `replica ${number}`, ink: number - 1, merged: { histogram, timeouts: 0, timeoutMs: 0 } }]
  })
  return curves.length === 0 ? [] : [percentileChart(words`Latency of good answers by replica`, curves)]
}

type LimitOf = (curve: ContainerCurve) => number
type Print = (limit: number) => string

function sayLimits(curves: readonly ContainerCurve[], limitOf: LimitOf, print: Print): string {
  return distinct(curves.map(limitOf)).map(print).join(' or ')
}

/** A line for each limit; one that only the containers of one name have is called by that. */
function limitMarks(curves: readonly ContainerCurve[], limitOf: LimitOf, print: Print): Marks {
  return distinct(curves.map(limitOf)).map((at): ChartMark => {
    const under = curves.filter((curve) => limitOf(curve) === at)
    const [name, ...others] = distinct(under.map((curve) => plainText(curve.name)))
    const whose = under.length < curves.length && others.length === 0 ? `${name}'s limit` : 'limit'
    return { axis: 'y', at, what: 'limit', ink: null, label: words`${whose}: ${print(at)}` }
  })
}

/** `candidate 0.98 of 1 CPU in the busiest round; baseline …` */
function perName(curves: readonly ContainerCurve[], say: (all: readonly ContainerCurve[]) => string): Words {
  const inks = [...new Set(curves.map(({ ink }) => ink))].sort(
    (a, b) => Number(b === 'candidate') - Number(a === 'candidate'),
  )
  const said = inks.map((ink): Words => {
    const all = curves.filter((one) => one.ink === ink)
    return words`${all[0]?.name ?? ''} ${say(all)}`
  })
  return words`${joinWords(said, '; ')}.`
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}
