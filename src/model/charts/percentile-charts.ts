import type { ChartGroup, LineChart, Series } from '../chart.ts'
import type { Stage } from '../config.ts'
import { joinWords, outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { type Merged, mergeSamples, percentile } from '../samples.ts'
import { formatMs } from '../units.ts'
import { fromZero, PERCENTILE } from './axes.ts'
import { threeDigits } from './digits.ts'
import { type SideRuns, sidesOf } from './sides.ts'
import { stageGroup } from './stage-group.ts'

const PERCENTS: readonly number[] = [
  0, 10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 92.5, 95, 97.5, 98, 99, 99.5, 99.75, 99.9, 99.95, 99.99, 99.999,
]

/** Charts of a stage; of more requests those that were answered most often. */
const MOST_REQUESTS = 12

/** How long the answers of each request of a stage took, from the quickest to the slowest, all rounds together. */
export function percentileCharts(result: Result, stage: Stage): readonly ChartGroup[] {
  const sides = sidesOf(result, stage.name)
  const requests = result.plan.requests.flatMap(({ name }) => {
    const curves = sides.flatMap((one) => {
      const merged = samplesOf(one, name)
      return merged.histogram.totalCount === 0 ? [] : [{ name: one.side, ink: one.side, merged }]
    })
    const answers = curves.reduce((sum, { merged }) => sum + merged.histogram.totalCount, 0)
    return curves.length === 0 ? [] : [{ name, curves, answers }]
  })
  const shown = requests.toSorted((a, b) => b.answers - a.answers).slice(0, MOST_REQUESTS)
  const charts = requests
    .filter((request) => shown.includes(request))
    .map(({ name, curves }) => percentileChart(words`${outside(name)}`, curves))
  const all = shown.length === requests.length
  return stageGroup(stage, charts, all ? null : leftOut(shown.length, requests.length))
}

function leftOut(shown: number, all: number): Words {
  return words`the ${shown} of ${all} requests that were answered most often`
}

/** The latencies of somebody. */
export type PercentileCurve = {
  readonly name: string
  readonly ink: Series['ink']
  readonly merged: Pick<Merged, 'histogram' | 'timeouts' | 'timeoutMs'>
}

/** The percentiles of several, beside each other. */
export function percentileChart(title: Words, curves: readonly PercentileCurve[]): LineChart {
  const said = curves
    .toSorted((a, b) => Number(b.ink === 'candidate') - Number(a.ink === 'candidate'))
    .map(
      ({ name, merged }) =>
        words`${name} ${[50, 95, 99].map((percent) => `p${percent} ${say(merged, percent)}`).join(', ')}`,
    )
  return {
    kind: 'lines',
    title,
    summary: words`${joinWords(said, '; ')}.`,
    x: PERCENTILE,
    y: fromZero('Latency', 'duration'),
    series: curves.map(curveOf),
    bands: [],
    marks: [],
  }
}

/** Only as far into the tail as there were requests. */
function curveOf({ name, ink, merged }: PercentileCurve): Series {
  const count = merged.histogram.totalCount + merged.timeouts
  const shown = PERCENTS.filter((percent) => percent <= 100 * (1 - 1 / count)).flatMap((percent) => {
    const found = percentile(merged, percent)
    return found.state === 'value' ? [{ percent, ms: threeDigits(found.ms) }] : []
  })
  return {
    name: words`${name}`,
    part: null,
    ink,
    draw: 'line-and-points',
    x: shown.map(({ percent }) => percent),
    y: shown.map(({ ms }) => ms),
    range: null,
  }
}

function samplesOf({ runs }: SideRuns, request: string): Merged {
  return mergeSamples(runs.flatMap(({ samples }) => samples.perRequest.filter((one) => one.request === request)))
}

function say(merged: PercentileCurve['merged'], percent: number): string {
  const found = percentile(merged, percent)
  switch (found.state) {
    case 'value':
      return formatMs(found.ms)
    case 'beyond':
      return `over ${formatMs(found.timeoutMs)}`
    case 'none':
      return 'no data'
  }
}
