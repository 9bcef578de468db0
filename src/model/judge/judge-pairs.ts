import { type Words, words } from '../outside.ts'
import { FIRST_LOOK, LAST_LOOKS, type Look, looksUntil } from '../rounds/looks.ts'
import { formatShare } from '../units.ts'
import { changeOf } from './change-of.ts'
import type { Check, CheckState } from './check.ts'
import { afterRounds, countedRounds, decidePairs, type PairedAnswer, type PairedCell } from './decide-pairs.ts'
import { decideTogether } from './decide-together.ts'
import { describeGaps } from './describe-gaps.ts'
import { effectWords, seenSizes } from './effect-words.ts'
import { failureChecks, judgePairFailures } from './judge-pair-failures.ts'
import { measurePairs, type PairedFigures } from './measure-pairs.ts'
import { allowedShare, type Cell, type PairInput, pairCells } from './pair-cells.ts'

/** The checks of a paired comparison that ends at `last` rounds. The evidence holds only rounds in which both sides were measured. */
export function judgePairs(input: PairInput, last: number): readonly Check[] {
  const cells = pairCells(input)
  const levels = levelsOf(cells, last)
  const failing = judgePairFailures(input, last)
  const failsMore = new Set<string | null>(failing.filter(({ answer }) => answer.more).map(({ stage }) => stage))
  return [...cells.map((cell) => judgeCell(cell, levels, failsMore.has(cell.stage))), ...failureChecks(failing)]
}

/** Whether further rounds would change nothing. */
export function isDecided(input: PairInput, last: number): boolean {
  const cells = pairCells(input).filter((cell) => cell.gating)
  const { looks } = levelsOf(cells, last)
  const states = cells.map(({ pairs }) => decidePairs(pairs, looks).state)
  const failing = judgePairFailures(input, last).map(({ answer }) => answer.state)
  return decideTogether(states, failing) !== 'cannot-tell'
}

/** The looks at all cells of a comparison that ends at `last` rounds: the error is divided among those that decide. */
export function looksOf(cells: readonly Cell[], last: number): readonly Look[] {
  return levelsOf(cells, last).looks
}

/** The looks, and the checks that decide, among which the level of a failure is divided. */
type Levels = { readonly looks: readonly Look[]; readonly checks: number }

function levelsOf(cells: readonly Cell[], last: number): Levels {
  const checks = cells.filter((cell) => cell.gating).length
  return { looks: looksUntil(last, checks), checks }
}

/** The answer with the figures that it was made from: rounds after the look that settled it are not looked at. Before the first look all are shown. */
function judgeCell(cell: Cell, { looks, checks }: Levels, failsMore: boolean): Check {
  const answer = decidePairs(cell.pairs, looks)
  const seen = answer.rounds === null ? cell.pairs : afterRounds(cell.pairs, answer.rounds)
  const figures = measurePairs(seen, looks, checks)
  if (figures === null) return unmeasured(cell)
  const reason = [
    explain(cell, answer, figures, failsMore),
    ...(cell.instead === null ? [] : [words`; ${cell.instead}`]),
    ...describeGaps(seen).map((gap) => words`; ${gap}`),
  ].flat()
  return check(cell, answer.state, figures, reason)
}

/** Fewer than two rounds have a ratio. Where that is because of what a side did, something is known of it, if not how much. */
function unmeasured(cell: Cell): Check {
  const { pairs } = cell
  if (countedRounds(pairs) < 2) return check(cell, 'no-data', null, words`no data: fewer than two rounds count`)
  const why = describeGaps(pairs).join('; ')
  const isKnown = pairs.gaps?.some((gap) => gap.why === 'candidate-beyond' || gap.why === 'baseline-beyond')
  return isKnown
    ? check(cell, 'cannot-tell', null, words`cannot tell: ${why}`)
    : check(cell, 'no-data', null, words`no data: ${why}`)
}

/** The answer in words: `slower by 7% (5% to 9%), tolerance 3%: regression`. */
function explain(cell: Cell, answer: PairedAnswer, figures: PairedFigures, failsMore: boolean): Words {
  const tolerance = formatShare(cell.tolerance)
  const over = overRounds(cell, figures)
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
      // However little it could have seen: more rounds would not rule out what the candidate did in one of them.
      if (figures.enough !== null && isBeyond(cell.pairs)) {
        return words`cannot tell: a change for the worse cannot be ruled out (${over})`
      }
      return words`cannot tell: this run could only see ${seenSizes(cell.metric, figures)} (${over})${answer.rounds === null ? beforeFirstLook() : moreRounds(cell, figures)}`
  }
}

/** `over 12 rounds`, or `after 6 of 12 rounds` where it was settled before the others were run. */
function overRounds({ pairs }: Cell, { rounds, heavyNoise }: PairedFigures): string {
  const all = countedRounds(pairs)
  const seen = rounds < all ? `after ${rounds} of ${all} rounds` : `over ${rounds} rounds`
  return heavyNoise ? `${seen}; a few rounds pull the mean` : seen
}

function isBeyond({ gaps = [] }: PairedCell): boolean {
  return gaps.some(({ why }) => why === 'candidate-beyond')
}

function beforeFirstLook(): string {
  return `; nothing is decided before ${FIRST_LOOK} rounds`
}

/** The runs that would be long enough, or what else there is to change. */
function moreRounds({ metric }: Cell, { needed, enough, rounds }: PairedFigures): string {
  if (needed !== null) return `; ${needed - rounds} more rounds would do`
  const most = `; ${LAST_LOOKS.at(-1) ?? 0} rounds would not do: longer stages`
  const percent = enough === null ? 100 : Math.ceil(100 * allowedShare(metric, enough))
  return percent < 100 ? `${most} or a tolerance of ${percent}%` : most
}

/** `slower by 7% (5% to 9%)`. An RPS that falls by a tenth is slower by 11 %: the answer takes that much longer. */
function describeEffect(cell: Cell, { estimate, interval }: PairedFigures): Words {
  const [worse, better] = effectWords(cell.metric)
  const sign = estimate >= 0 ? 1 : -1
  const size = (log: number) => formatShare(Math.expm1(sign * log))
  const bounds = sign > 0 ? [interval.lower, interval.upper] : [interval.upper, interval.lower]
  return words`${sign > 0 ? worse : better} by ${size(estimate)} (${size(bounds[0] ?? 0)} to ${size(bounds[1] ?? 0)})`
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
    change: figures && changeOf(cell.metric, figures.estimate, figures.interval),
    slowdown: figures && Math.expm1(figures.estimate),
    ...(isBeyond(cell.pairs) ? { isBeyond: true } : {}),
    limit: `tolerance ${formatShare(cell.tolerance)}`,
    reason,
  }
}
