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

/** What the load saw, stage by stage. */
export function measuredTable(result: Result): Section {
  const sides = reportSides(result)
  const columns: Column[] = [
    { title: 'Stage', align: 'left' },
    ...sides.columns,
    { title: 'Load', align: 'left' },
    { title: 'Requests', align: 'right' },
    ...SHOWN.map((id): Column => ({ title: METRICS[id].label, align: 'right' })),
  ]
  const rows = measuredStages(result.plan).flatMap((stage) =>
    sides.sides.flatMap((side): Row[] => {
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
        ...sides.cells(side),
        words`${shortLoad(stage.load)}`,
        words`${attempts(pooled.merged)}`,
      ]
      return [{ mark: null, cells: [...first, ...cells] }]
    }),
  )
  const rounds = readyStarts(result, 'candidate').length
  return { kind: 'table', title: `Measured over ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`, columns, rows }
}
