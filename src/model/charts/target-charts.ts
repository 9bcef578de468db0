import type { ChartMark, LineChart } from '../chart.ts'
import type { Stage } from '../config.ts'
import { joinWords, type Words, words } from '../outside.ts'
import type { Result } from '../result.ts'
import { mergeLatencies } from '../samples.ts'
import { formatBytes, formatCores, formatShare } from '../units.ts'
import { stageRuns } from '../views.ts'
import { fromZero, STAGE_TIME } from './axes.ts'
import { type ContainerCurve, containerCurves, eventMarks, figureSeries } from './container-curves.ts'
import { type PercentileCurve, percentileChart } from './percentile-charts.ts'

/** CPU, throttling and memory of the target's containers in one stage, against their limits; empty where nobody watched. */
export function targetCharts(result: Result, stage: Stage): readonly LineChart[] {
  const curves = containerCurves(result, stage).filter(({ figures }) => figures.series.length > 0)
  if (curves.length === 0) return []
  const events = eventMarks(curves)
  const throttled = curves.some(({ figures }) => figures.throttling !== null)
  return [
    cpuChart(curves, events),
    ...(throttled ? [throttlingChart(curves, events)] : []),
    memoryChart(curves, events),
    ...replicaLatencies(result, stage),
  ]
}

type Events = readonly ChartMark[]

function cpuChart(curves: readonly ContainerCurve[], events: Events): LineChart {
  const limits = distinct(curves.map(({ start }) => start.limits.cpus))
  const cores = (one: ContainerCurve, ms: number) => one.figures.cpuSeconds / (ms / 1000)
  return {
    kind: 'lines',
    title: words`CPU in use`,
    summary: perName(curves, (all) => {
      const ms = all.map(({ figures }) => figures.series.at(-1)?.atMs ?? 0)
      const used = all.map((one, place) => cores(one, ms[place] ?? 0)).filter(Number.isFinite)
      return `${formatCores(Math.max(0, ...used))} of ${limits.map(formatCores).join(' or ')} CPU in the busiest round`
    }),
    x: STAGE_TIME,
    y: fromZero('Cores', 'cores', Math.max(...limits) * 1.05),
    series: figureSeries(curves, { of: ({ cpu }) => cpu, join: 'mean' }),
    bands: [],
    marks: [...limits.map((at) => limitMark(at, `limit: ${formatCores(at)} CPU`)), ...events],
  }
}

function throttlingChart(curves: readonly ContainerCurve[], events: Events): LineChart {
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
    series: figureSeries(curves, { of: ({ throttledShare }) => throttledShare, join: 'mean' }),
    bands: [],
    marks: events,
  }
}

function memoryChart(curves: readonly ContainerCurve[], events: Events): LineChart {
  const limits = distinct(curves.map(({ start }) => start.limits.memoryBytes))
  return {
    kind: 'lines',
    title: words`Memory in use, without page cache that can be dropped`,
    summary: perName(curves, (all) => {
      const most = Math.max(...all.map(({ figures }) => figures.memory.mostWorkingSetBytes))
      return `at most ${formatBytes(most)} of ${limits.map(formatBytes).join(' or ')}`
    }),
    x: STAGE_TIME,
    y: fromZero('Memory', 'bytes', Math.max(...limits) * 1.05),
    series: figureSeries(curves, { of: ({ workingSetBytes }) => workingSetBytes, join: 'highest' }),
    bands: [],
    marks: [...limits.map((at) => limitMark(at, `limit: ${formatBytes(at)}`)), ...events],
  }
}

/** Where the generator spreads its load itself, it knows which replica was how quick. */
function replicaLatencies(result: Result, stage: Stage): readonly LineChart[] {
  const parts = stageRuns(result, 'candidate', stage.name).flatMap(({ samples }) => samples.perReplica)
  const numbers = [...new Set(parts.map(({ replica }) => replica))].sort((a, b) => a - b)
  const curves = numbers.flatMap((number): PercentileCurve[] => {
    const histogram = mergeLatencies(parts.filter(({ replica }) => replica === number))
    if (histogram.totalCount === 0) return []
    return [{ name: `replica ${number}`, ink: number - 1, merged: { histogram, timeouts: 0, timeoutMs: 0 } }]
  })
  return curves.length === 0 ? [] : [percentileChart(words`Latency of good answers by replica`, curves)]
}

function limitMark(at: number, label: string): ChartMark {
  return { axis: 'y', at, what: 'limit', ink: null, label: words`${label}` }
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

function distinct(values: readonly number[]): readonly number[] {
  return [...new Set(values)]
}
