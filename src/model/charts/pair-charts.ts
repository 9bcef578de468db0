import type { ChartMark, LineChart, Series } from '../chart.ts'
import type { PairedCell } from '../decide-pairs.ts'
import { judgePairs } from '../judge-pairs.ts'
import { outside, type Words, words } from '../outside.ts'
import { type Cell, pairCells } from '../pair-cells.ts'
import { pairCourse } from '../pair-course.ts'
import { pairedMean } from '../paired-statistics.ts'
import type { Result } from '../result.ts'
import { tQuantile } from '../statistics.ts'
import { formatShare } from '../units.ts'
import { threeDigits } from './digits.ts'

/**
 * Round by round how much worse the candidate was than the baseline, with the estimate after each round, its interval and the tolerance: why
 * the answer is what it is. Empty where nothing was paired. `result` holds only rounds that count.
 */
export function pairCharts(result: Result): readonly LineChart[] {
  const course = pairCourse(result.plan, result.evidence)
  if (result.comparison.how !== 'paired' || course?.state !== 'pairing') return []
  // The checks begin with one for each cell, in their order.
  const checks = judgePairs(result, course.last)
  return pairCells(result).flatMap((cell, place) => {
    if (cell.pairs === null || cell.pairs.logRatios.length === 0) return []
    return [pairChart(cell, cell.pairs, checks[place]?.reason ?? [])]
  })
}

function pairChart(cell: Cell, { logRatios, allowed }: PairedCell, reason: Words): LineChart {
  const rounds = logRatios.map((_, place) => place + 1)
  const stage = cell.stage === null ? words`start` : words`${outside(cell.stage)}`
  return {
    kind: 'lines',
    title: words`${stage}: candidate's ${cell.metric.label} worse by${cell.gating ? '' : ' (advisory)'}`,
    summary: words`${reason}.`,
    x: { label: 'Rounds that count', unit: 'count', scale: 'linear', from: 0.5, to: rounds.length + 0.5 },
    y: { label: 'Candidate worse by', unit: 'change', scale: 'linear', from: null, to: null },
    series: [
      estimateSeries(logRatios),
      {
        name: words`each round`,
        part: null,
        ink: 'candidate',
        draw: 'points',
        x: rounds,
        y: logRatios.map(asShare),
        range: null,
      },
    ],
    bands: [
      {
        axis: 'y',
        from: asShare(-allowed),
        to: asShare(allowed),
        label: words`tolerance ${formatShare(cell.tolerance)}`,
      },
    ],
    marks: [EQUAL],
  }
}

const EQUAL: ChartMark = { axis: 'y', at: 0, what: 'point', ink: null, label: words`equal` }

/** Two sides of 95 %, as in the words of a check. */
const CONFIDENCE = 0.975

/** The fewest rounds whose interval is narrow enough to be drawn beside them. */
const FEWEST = 3

function estimateSeries(logRatios: readonly number[]): Series {
  const after = logRatios.map((_, place) => place + 1).filter((rounds) => rounds >= FEWEST)
  const estimates = after.map((rounds) => {
    const { estimate, standardError } = pairedMean(logRatios.slice(0, rounds))
    const margin = tQuantile(CONFIDENCE, rounds - 1) * standardError
    return { y: asShare(estimate), low: asShare(estimate - margin), high: asShare(estimate + margin) }
  })
  return {
    name: words`estimate so far, with its 95% interval`,
    part: null,
    ink: 0,
    draw: 'line-and-points',
    x: after,
    y: estimates.map(({ y }) => y),
    range: { low: estimates.map(({ low }) => low), high: estimates.map(({ high }) => high) },
  }
}

/** Worse by this share. */
function asShare(log: number): number {
  return threeDigits(Math.expm1(log))
}
