import type { BaselineConfig } from '../config.ts'
import { outside, words } from '../outside.ts'
import type { Asked } from '../result/asked.ts'
import { lastLookWithin } from '../rounds/looks.ts'
import { formatMs } from '../units.ts'
import { type GateChange, printBoth, ranked } from './gate-changes-record.ts'

type Compare = BaselineConfig['compare']

/** Whether and how it is compared with the base branch, and whether it has to be. A gate that an older version stored does not say. */
export function comparisonChanges(before: Asked, now: Asked): readonly GateChange[] {
  const compares =
    before.compare === undefined || now.compare === undefined ? [] : compareChange(before.compare, now.compare)
  const requires =
    before.require === undefined || now.require === undefined ? [] : requireChange(before.require, now.require)
  return [
    ...compares,
    ...requires,
    ...roundsChange(before, now),
    ...budgetChange(before, now),
    ...sourceChanges(before, now),
  ]
}

/** Fewer rounds than a paired comparison needs leave it out; of others nobody can say what a verdict becomes. */
function roundsChange({ rounds: before }: Asked, { rounds: now, compare }: Asked): readonly GateChange[] {
  if (before === undefined || now === undefined || before === now) return []
  const [could, can] = [before, now].map((rounds) => rounds === null || lastLookWithin(rounds) !== null)
  const isPaired = compare !== 'none' && compare !== 'stored'
  if (isPaired && could && !can) {
    return [{ direction: 'loosens', what: words`paired comparison switched off by rounds: ${String(now)}` }]
  }
  if (isPaired && !could && can) {
    return [
      { direction: 'tightens', what: words`paired comparison no longer switched off by rounds: ${String(before)}` },
    ]
  }
  const print = (rounds: number | null) => (rounds === null ? 'not given' : String(rounds))
  return [{ direction: 'changes', what: words`rounds ${print(before)} → ${print(now)}` }]
}

/** Rounds that do not fit are not begun. */
function budgetChange({ budgetMs: before }: Asked, { budgetMs: now }: Asked): readonly GateChange[] {
  if (before === undefined || now === undefined || before === now) return []
  return [{ direction: 'changes', what: words`budget ${printBoth(before, now, formatMs)}` }]
}

/** What it is compared with. A change that names it chooses it. */
function sourceChanges(before: Asked, now: Asked): readonly GateChange[] {
  return [...imageChange(before, now), ...fileChange(before, now)]
}

function imageChange({ image: before }: Asked, { image: now }: Asked): readonly GateChange[] {
  if (before === undefined || now === undefined || before === now) return []
  const print = (image: string | null) => (image === null ? words`the base branch's` : words`${outside(image)}`)
  return [{ direction: 'changes', what: words`image to compare with: ${print(before)} → ${print(now)}` }]
}

function fileChange({ byFile: before }: Asked, { byFile: now }: Asked): readonly GateChange[] {
  if (before === undefined || now === undefined || before === now) return []
  const what = now
    ? words`compared with the file of baseline.path, not with what the base branch has stored`
    : words`compared with what the base branch has stored, no longer with the file of baseline.path`
  return [{ direction: 'changes', what }]
}

/** What is measured side by side decides; stored numbers advise, unless they are asked to decide. */
const COMPARE: readonly Compare[] = ['none', 'stored', 'auto', 'paired']

function compareChange(before: Compare, now: Compare): readonly GateChange[] {
  if (before !== 'none' && now === 'none') {
    return [{ direction: 'loosens', what: words`the comparison with the base branch is switched off` }]
  }
  if (before === 'none' && now !== 'none') {
    return [{ direction: 'tightens', what: words`the comparison with the base branch is switched on` }]
  }
  return ranked(words`baseline.compare`, COMPARE, before, now)
}

function requireChange(before: boolean, now: boolean): readonly GateChange[] {
  if (before === now) return []
  return before
    ? [{ direction: 'loosens', what: words`a baseline is no longer required` }]
    : [{ direction: 'tightens', what: words`a baseline is now required` }]
}
