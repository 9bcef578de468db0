import type { ChartBand, ChartMark, LineChart, Series } from '../chart.ts'
import type { Check } from '../judge/check.ts'
import { countedRounds, type PairedCell } from '../judge/decide-pairs.ts'
import { hasBothSides } from '../judge/judge-comparison.ts'
import { looksOf } from '../judge/judge-pairs.ts'
import { type Cell, pairCells } from '../judge/pair-cells.ts'
import { judge } from '../judge/verdict.ts'
import { outside, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import type { Look } from '../rounds/looks.ts'
import { pairCourse } from '../rounds/pair-course.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { pairedMean } from '../statistics/paired-statistics.ts'
import { tQuantile } from '../statistics/statistics.ts'
import { formatShare } from '../units.ts'
import { decidingBounds } from './deciding-bounds.ts'
import { threeDigits } from './digits.ts'
import { drawnStages } from './drawn-stages.ts'

/**
 * Round by round how much worse the candidate was than the baseline, with the estimate after each round, the tolerance, and what decided at each
 * look: why the answer is what it is. Empty where nothing was judged by its rounds.
 */
export function pairCharts(measured: Result): readonly LineChart[] {
  const course = pairCourse(measured.plan, measured.evidence)
  if (measured.comparison.how !== 'paired' || course?.state !== 'pairing') return []
  const counted = countedResult(measured)
  const cells = pairCells({ ...counted, evidence: counted.evidence.filter(hasBothSides) })
  // What too many noisy rounds seem to show decides nothing.
  const looks = measured.ended === 'too-noisy' ? [] : looksOf(cells, course.last)
  const { checks } = judge(measured)
  const drawn = drawnStages(measured.plan).map(({ name }) => name)
  return cells.flatMap((cell) => {
    if (cell.pairs.logRatios.length === 0 || (cell.stage !== null && !drawn.includes(cell.stage))) return []
    return [pairChart(cell, looks, checks.find(isOf(cell)))]
  })
}

function isOf({ stage, metric, asked }: Cell): (check: Check) => boolean {
  return (check) =>
    check.kind === 'baseline' &&
    check.stage === stage &&
    check.metric === metric.id &&
    (check.standsFor ?? check.metric) === asked
}

function pairChart(cell: Cell, looks: readonly Look[], check: Check | undefined): LineChart {
  const { pairs } = cell
  const rounds = roundsOf(pairs)
  const stage = cell.stage === null ? words`start` : words`${outside(cell.stage)}`
  const decided = boundsSeries(pairs, looks)
  return {
    kind: 'lines',
    title: words`${stage}: candidate's ${cell.metric.label} worse by${cell.gating ? '' : ' (advisory)'}`,
    summary: words`${check?.reason ?? 'not judged'}.`,
    x: { label: 'Rounds that count', unit: 'count', scale: 'linear', from: 0.5, to: countedRounds(pairs) + 0.5 },
    y: { label: 'Candidate worse by', unit: 'change', scale: 'linear', from: null, to: null },
    series: [
      estimateSeries(pairs.logRatios, rounds),
      {
        name: words`each round`,
        part: null,
        ink: 'candidate',
        draw: 'points',
        x: rounds,
        y: pairs.logRatios.map(asShare),
        range: null,
      },
      ...decided,
    ],
    bands: [toleranceBand(cell, pairs, decided.length > 0)],
    marks: [EQUAL],
  }
}

/** Where the ratios stand among the rounds that count: those without one leave a gap. */
function roundsOf(pairs: PairedCell): readonly number[] {
  const gaps = new Set(pairs.gaps?.map(({ place }) => place))
  return Array.from({ length: countedRounds(pairs) }, (_, place) => place)
    .filter((place) => !gaps.has(place))
    .map((place) => place + 1)
}

/** An RPS that falls by the tolerance is worse by a little more than that. */
function toleranceBand({ tolerance }: Cell, { allowed }: PairedCell, isDecided: boolean): ChartBand {
  const [asked, edge] = [formatShare(tolerance), formatShare(asShare(allowed))]
  const size = asked === edge ? asked : `${asked}, which is worse by ${edge}`
  const rule = isDecided ? ': at a look, both bounds above it fail the check, and none above it passes' : ''
  return { axis: 'y', from: asShare(-allowed), to: asShare(allowed), label: words`tolerance ${size}${rule}` }
}

const EQUAL: ChartMark = { axis: 'y', at: 0, what: 'point', ink: null, label: words`equal` }

/** Two sides of 95 %, as in the words of a check. */
const CONFIDENCE = 0.975

/** The fewest rounds whose interval is narrow enough to be drawn beside them. */
const FEWEST = 3

function estimateSeries(logRatios: readonly number[], rounds: readonly number[]): Series {
  const after = rounds.slice(FEWEST - 1)
  const estimates = after.map((_, place) => {
    const seen = logRatios.slice(0, place + FEWEST)
    const { estimate, standardError } = pairedMean(seen)
    const margin = tQuantile(CONFIDENCE, seen.length - 1) * standardError
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

/** None where no look was reached. */
function boundsSeries(pairs: PairedCell, looks: readonly Look[]): readonly Series[] {
  const bounds = decidingBounds(pairs, looks)
  if (bounds.length === 0) return []
  return [
    {
      name: words`bounds that decide at a look`,
      part: null,
      ink: 1,
      draw: 'points',
      x: bounds.map(({ rounds }) => rounds),
      y: bounds.map(({ estimate }) => asShare(estimate)),
      range: {
        low: bounds.map(({ low }) => (low === null ? null : asShare(low))),
        high: bounds.map(({ high }) => (high === null ? null : asShare(high))),
      },
    },
  ]
}

/** Worse by this share. */
function asShare(log: number): number {
  return threeDigits(Math.expm1(log))
}
