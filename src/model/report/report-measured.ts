import type { Side, Stage } from '../config.ts'
import type { MetricId } from '../metrics/metric-id.ts'
import { METRICS, printNumber, printValue } from '../metrics/metrics.ts'
import { outside, type Words, words } from '../outside.ts'
import { shortLoad } from '../plan/stage-load.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, pooledView, readyStarts } from '../result/views.ts'
import { attempts } from '../samples.ts'
import type { Column, Row, Section } from './report.ts'
import { reportSides } from './report-sides.ts'

const SHOWN: readonly MetricId[] = ['rps', 'p50', 'p90', 'p95', 'p99', 'failures', 'timeouts']

/** One side of a result, and what it is called in the table. */
type Measured = { readonly name: Side; readonly result: Result; readonly side: Side }

/** What the load saw, stage by stage. */
export function measuredTable(result: Result): Section {
  return tableOf(reportSides(result).sides.map((side) => ({ name: side, result, side })))
}

/** The same of two results, each with its own stages: the candidate of the earlier one is called the baseline. */
export function measuredByBoth(now: Result, before: Result): Section {
  return tableOf([
    { name: 'baseline', result: before, side: 'candidate' },
    { name: 'candidate', result: now, side: 'candidate' },
  ])
}

function tableOf(measured: readonly Measured[]): Section {
  const several = measured.length > 1
  const columns: Column[] = [
    { title: 'Stage', align: 'left' },
    ...(several ? [{ title: 'Side', align: 'left' } as const] : []),
    { title: 'Load', align: 'left' },
    { title: 'Requests', align: 'right' },
    ...SHOWN.map((id): Column => ({ title: METRICS[id].label, align: 'right' })),
  ]
  const rows = stageNames(measured).flatMap((name) =>
    measured.flatMap((one) => {
      const stage = measuredStages(one.result.plan).find((other) => other.name === name)
      return stage === undefined ? [] : rowOf(one, stage, several)
    }),
  )
  return { kind: 'table', title: `Measured over ${describeRounds(measured)}`, columns, rows }
}

/** In the order of the last one's plan, and then what only the others have. */
function stageNames(measured: readonly Measured[]): readonly string[] {
  const names = measured.toReversed().flatMap(({ result }) => measuredStages(result.plan).map(({ name }) => name))
  return [...new Set(names)]
}

function rowOf({ name, result, side }: Measured, stage: Stage, isNamed: boolean): readonly Row[] {
  const pooled = pooledView(result, side, stage.name)
  if (attempts(pooled.merged) === 0) return []
  const cells = SHOWN.map((id): Words => {
    const metric = METRICS[id]
    if (metric.kind === 'number') return words`${printValue(metric, metric.of(pooled))}`
    if (metric.kind !== 'share') return words``
    const { events, trials } = metric.count(pooled)
    return words`${printNumber(metric, events / trials)}`
  })
  const first = [
    words`${outside(stage.name)}`,
    ...(isNamed ? [words`${name}`] : []),
    words`${shortLoad(stage.load)}`,
    words`${attempts(pooled.merged)}`,
  ]
  return [{ mark: null, cells: [...first, ...cells] }]
}

/** Of the candidate, and of a baseline of another run where it had another number of them. */
function describeRounds(measured: readonly Measured[]): string {
  const candidate = measured.find(({ name }) => name === 'candidate') ?? measured.at(-1)
  const rounds = candidate === undefined ? 0 : readyStarts(candidate.result, 'candidate').length
  const said = `${rounds} ${rounds === 1 ? 'round' : 'rounds'}`
  const other = measured.find(({ result }) => result !== candidate?.result)
  const others = other === undefined ? rounds : readyStarts(other.result, other.side).length
  return others === rounds ? said : `${said}, the baseline over ${others}`
}
