import type { Axis, ChartGroup, ChartMark, LineChart, Series } from '../chart.ts'
import type { Stage } from '../config.ts'
import type { MetricId } from '../metrics/metric-id.ts'
import { METRICS, printValue } from '../metrics/metrics.ts'
import { joinWords, outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { poolRuns, type StageRun } from '../result/views.ts'
import { failures } from '../samples.ts'
import { fromZero, STAGE_TIME } from './axes.ts'
import { pointsOfChart } from './drawn-stages.ts'
import { partOf, type SideRuns, sidesOf } from './sides.ts'
import { spawnMarks } from './spawn-mark.ts'
import { stageGroup } from './stage-group.ts'
import { type Steps, stepsOf } from './steps.ts'

/** What the load saw of one stage over its time, every round of both sides over each other; empty where no curve was recorded. */
export function loadCharts(result: Result, stage: Stage): readonly ChartGroup[] {
  const sides = sidesOf(result, stage.name).filter(({ runs }) => runs.some(({ samples }) => samples.windows.length > 0))
  if (sides.length === 0) return []
  const spawned = spawnMarks(sides.flatMap(({ runs }) => runs))
  const points = pointsOfChart(result.plan)
  const scene: Scene = { sides, spawned, points, limits: (metric) => limitsOf(result, stage, metric) }
  const failed = sides.some(({ runs }) => failures(poolRuns(runs).merged) > 0)
  const charts = [
    rateChart(scene),
    latencyChart(scene, 'p50'),
    latencyChart(scene, 'p95'),
    latencyChart(scene, 'p99'),
    ...(failed ? [failureChart(scene)] : []),
  ]
  return stageGroup(
    stage,
    charts.filter(({ series }) => series.some(({ y }) => y.some((value) => value !== null))),
  )
}

type Scene = {
  readonly sides: readonly SideRuns[]
  readonly spawned: readonly ChartMark[]
  /** That a chart may have, over all its curves. */
  readonly points: number
  /** What was asked of a metric. */
  readonly limits: (metric: MetricId) => readonly ChartMark[]
}

function rateChart(scene: Scene): LineChart {
  const { label } = METRICS.rps
  return {
    ...common(scene, (steps) => ({ x: steps.rates.x, y: steps.rates.okPerSecond })),
    title: words`${label}: good answers per second`,
    summary: summarize(scene, 'rps'),
    y: fromZero(label, 'rate'),
    marks: [...scene.limits('rps'), ...scene.spawned],
  }
}

type Percent = 'p50' | 'p95' | 'p99'

function latencyChart(scene: Scene, id: Percent): LineChart {
  return {
    ...common(scene, (steps) => ({ x: steps.x, y: steps[id] })),
    title: words`${id}: latency of good answers`,
    summary: summarize(scene, id),
    y: fromZero(id, 'duration'),
    marks: [...scene.limits(id), ...scene.spawned],
  }
}

function failureChart(scene: Scene): LineChart {
  const pooled = scene.sides.map(({ side, runs }) => ({ side, merged: poolRuns(runs).merged }))
  const counts = pooled.toReversed().map(({ side, merged }) => words`${side} ${failures(merged)}`)
  const late = pooled.some(({ merged }) => merged.timeouts > 0) ? ' A timeout is shown where it ran out.' : ''
  return {
    ...common(scene, (steps) => ({ x: steps.failures.x, y: steps.failures.perSecond })),
    title: words`Failures per second`,
    summary: words`Failed requests in all: ${joinWords(counts, ', ')}.${late}`,
    y: fromZero('Failures', 'rate'),
    marks: scene.spawned,
  }
}

function common(
  { sides, points }: Scene,
  read: (steps: Steps) => Pick<Series, 'x' | 'y'>,
): { kind: 'lines'; x: Axis; series: readonly Series[]; bands: readonly [] } {
  const curves = Math.max(...sides.map(({ runs }) => runs.length)) * sides.length
  const curve = (one: SideRuns, run: StageRun): Series => ({
    name: words`${one.side}`,
    part: partOf(one, run),
    ink: one.side,
    draw: 'line',
    ...read(stepsOf(run.samples, points / curves)),
    range: null,
  })
  const series = sides.flatMap((one) => one.runs.map((run) => curve(one, run)))
  return { kind: 'lines', x: STAGE_TIME, series, bands: [] }
}

/** `candidate 190/s (183/s to 199/s by round), baseline 201/s.` */
function summarize({ sides }: Scene, id: MetricId): Words {
  const metric = METRICS[id]
  const value = (runs: readonly StageRun[]) =>
    metric.kind === 'number' ? metric.of(poolRuns(runs)) : ({ state: 'none', why: 'not-run' } as const)
  const said = sides.toReversed().map(({ side, runs }): Words => {
    const all = printValue(metric, value(runs))
    const known = runs.map((run) => value([run])).flatMap((one) => (one.state === 'value' ? [one.value] : []))
    if (known.length < 2) return words`${side} ${all}`
    const [least, most] = [Math.min(...known), Math.max(...known)].map((one) =>
      printValue(metric, { state: 'value', value: one }),
    )
    return words`${side} ${all} (${least ?? ''} to ${most ?? ''} by round)`
  })
  return words`${joinWords(said, ', ')}.`
}

function limitsOf({ asked }: Result, stage: Stage, id: MetricId): readonly ChartMark[] {
  return asked.thresholds
    .filter((one) => one.metric === id && (one.stage === null || one.stage === stage.name))
    .map(({ limit, text }) => ({
      axis: 'y',
      at: limit,
      what: 'limit',
      ink: null,
      label: words`asked: ${outside(text)}`,
    }))
}
