import type { Change, Check, CheckState } from './check.ts'
import { decidePairs, type PairedAnswer, type PairedCell } from './decide-pairs.ts'
import { judgePairFailures } from './judge-pair-failures.ts'
import { type Look, looksUntil } from './looks.ts'
import { measurePairs, type PairedFigures } from './measure-pairs.ts'
import { type Words, words } from './outside.ts'
import { type Cell, type PairInput, pairCells } from './pair-cells.ts'
import { formatShare } from './units.ts'

/** The checks of a paired comparison that ends at `last` rounds. The evidence holds only rounds in which both sides were measured. */
export function judgePairs(input: PairInput, last: number): readonly Check[] {
  const cells = pairCells(input)
  const looks = looksOf(cells, last)
  const failing = judgePairFailures(input)
  const failsMore = new Set(failing.map(({ stage }) => stage))
  return [...cells.map((cell) => judgeCell(cell, looks, failsMore.has(cell.stage))), ...failing]
}

/** Whether further rounds would change nothing: a check failed, or all that decide have passed. */
export function isDecided(input: PairInput, last: number): boolean {
  const cells = pairCells(input).filter((cell) => cell.gating)
  const looks = looksOf(cells, last)
  const states = cells.map((cell) => (cell.pairs === null ? 'no-data' : decidePairs(cell.pairs, looks).state))
  return states.includes('fail') || states.every((state) => state === 'pass')
}

/** The looks at all cells of a comparison that ends at `last` rounds: the error is divided among those that decide. */
export function looksOf(cells: readonly Cell[], last: number): readonly Look[] {
  return looksUntil(last, cells.filter((cell) => cell.gating).length)
}

function judgeCell(cell: Cell, looks: readonly Look[], failsMore: boolean): Check {
  const pairs = cell.pairs && upToLastLook(cell.pairs, looks)
  const figures = pairs && measurePairs(pairs, looks)
  if (pairs === null || figures === null) {
    return check(cell, 'no-data', null, words`no data: a round has no such number on one side`)
  }
  const answer = decidePairs(pairs, looks)
  const reason = [
    explain(cell, answer, figures, failsMore),
    ...(cell.instead === null ? [] : [words`; ${cell.instead}`]),
  ].flat()
  return check(cell, answer.state, figures, reason)
}

/** What the answer is made from, and nothing more: rounds after the last look that was reached are not looked at. Before the first look all are shown. */
function upToLastLook(pairs: PairedCell, looks: readonly Look[]): PairedCell {
  const reached = looks.findLast(({ rounds }) => rounds <= pairs.logRatios.length)
  return reached === undefined ? pairs : { ...pairs, logRatios: pairs.logRatios.slice(0, reached.rounds) }
}

/** The answer in words: `slower by 7% (5% to 9%), tolerance 3%: regression`. */
function explain(cell: Cell, answer: PairedAnswer, figures: PairedFigures, failsMore: boolean): Words {
  const tolerance = formatShare(cell.tolerance)
  const noise = figures.heavyNoise ? '; a few rounds pull the mean' : ''
  const over = `over ${figures.rounds} rounds${noise}`
  switch (answer.state) {
    case 'fail':
      return words`${describeEffect(cell, figures)}, tolerance ${tolerance}: regression (${over})`
    case 'likely':
      return words`probably worse than allowed: ${describeEffect(cell, figures)}, tolerance ${tolerance} (${over})`
    case 'pass': {
      const ruledOut = words`a change for the worse beyond ${tolerance} is ruled out (${over})`
      if (answer.slower) return words`${describeEffect(cell, figures)}, within the tolerance; ${ruledOut}`
      if (!answer.faster) return ruledOut
      // What fails fast leaves its time to the rest: that is no merit of the candidate.
      return failsMore ? words`${ruledOut}; it failed more often` : words`${describeEffect(cell, figures)}; ${ruledOut}`
    }
    case 'cannot-tell':
      return words`cannot tell: this run could only see ${formatShare(Math.expm1(figures.visible))} (${over})${moreRounds(figures)}`
  }
}

function moreRounds({ needed, rounds }: PairedFigures): string {
  if (needed === null) return '; no number of rounds that could be run would do'
  return needed > rounds ? `; ${needed - rounds} more rounds would do` : ''
}

/** `slower by 7% (5% to 9%)`. An RPS that falls by a tenth is slower by 11 %: the answer takes that much longer. */
function describeEffect(cell: Cell, { estimate, interval }: PairedFigures): Words {
  const [worse, better] = WORDS_FOR[cell.metric.unit] ?? ['worse', 'better']
  const sign = estimate >= 0 ? 1 : -1
  const size = (log: number) => formatShare(Math.expm1(sign * log))
  const bounds = sign > 0 ? [interval.lower, interval.upper] : [interval.upper, interval.lower]
  return words`${sign > 0 ? worse : better} by ${size(estimate)} (${size(bounds[0] ?? 0)} to ${size(bounds[1] ?? 0)})`
}

const WORDS_FOR: Readonly<Record<string, readonly [string, string]>> = {
  rate: ['slower', 'faster'],
  duration: ['slower', 'faster'],
  bytes: ['larger', 'smaller'],
}

/** Back from "worse by" to a change of the metric itself. */
function asChange({ metric }: Cell, { estimate, interval }: PairedFigures): Change {
  const worse = metric.better === 'lower' ? 1 : -1
  const back = (log: number) => Math.expm1(worse * log)
  const [low, high] = worse > 0 ? [interval.lower, interval.upper] : [interval.upper, interval.lower]
  return { estimate: back(estimate), lower: back(low), upper: back(high) }
}

function check(cell: Cell, state: CheckState, figures: PairedFigures | null, reason: Words): Check {
  return {
    kind: 'baseline',
    stage: cell.stage,
    metric: cell.metric.id,
    ...(cell.asked === cell.metric.id ? {} : { standsFor: cell.asked }),
    state,
    gating: cell.gating,
    candidate: cell.candidate,
    baseline: cell.baseline,
    change: figures && asChange(cell, figures),
    slowdown: figures && Math.expm1(figures.estimate),
    limit: `tolerance ${formatShare(cell.tolerance)}`,
    reason,
  }
}
