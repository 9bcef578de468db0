import type { BaselineConfig } from '../config.ts'
import { words } from '../outside.ts'
import type { Asked } from '../result/asked.ts'
import { type GateChange, ranked } from './gate-changes-record.ts'

type Compare = BaselineConfig['compare']

/** Whether and how it is compared with the base branch, and whether it has to be. A gate that an older version stored does not say. */
export function comparisonChanges(before: Asked, now: Asked): readonly GateChange[] {
  const compares =
    before.compare === undefined || now.compare === undefined ? [] : compareChange(before.compare, now.compare)
  const requires =
    before.require === undefined || now.require === undefined ? [] : requireChange(before.require, now.require)
  return [...compares, ...requires]
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
