import type { ChartGroup } from '../chart.ts'
import type { Stage } from '../config.ts'
import { hasContent, type Section } from '../report/report.ts'
import type { Result } from '../result/result.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { drawnStages, notDrawn } from './drawn-stages.ts'
import { loadCharts } from './load-charts.ts'
import { pairCharts } from './pair-charts.ts'
import { percentileCharts } from './percentile-charts.ts'
import { targetCharts } from './target-charts.ts'

/** What a result's rounds look like: the comparison first, as the verdict is made of it. Rounds that do not count are left out. */
export function resultCharts(measured: Result): readonly Section[] {
  const result = countedResult(measured)
  const byStage = (title: string, draw: (result: Result, stage: Stage) => readonly ChartGroup[]): Section => ({
    kind: 'charts',
    title,
    groups: drawnStages(result.plan).flatMap((stage) => draw(result, stage)),
  })
  const sections: Section[] = [
    ...notDrawn(measured.plan),
    {
      kind: 'charts',
      title: 'Candidate against baseline, round by round',
      groups: [{ title: null, charts: pairCharts(measured) }],
    },
    byStage('Load over time', loadCharts),
    byStage('Latency distribution', percentileCharts),
    byStage('CPU and memory against their limits', targetCharts),
  ]
  return sections.filter(hasContent)
}
