import type { Outcome } from '../model/judge/verdict.ts'
import type { Mark } from '../model/report/report.ts'

/** What stands before the words of an outcome or of a marked row. It repeats the words and never replaces them. */
export type Sign = {
  /** For Markdown. */
  readonly picture: string
  /** For a terminal. */
  readonly character: string
  readonly colour: Colour
}
export type Colour = 'green' | 'red' | 'yellow' | 'grey'

const MARK_SIGNS: Readonly<Record<Mark, Sign>> = {
  pass: { picture: '✅', character: '✓', colour: 'green' },
  fail: { picture: '❌', character: '✗', colour: 'red' },
  likely: { picture: '❗', character: '!', colour: 'yellow' },
  'cannot-tell': { picture: '❔', character: '?', colour: 'yellow' },
  'no-data': { picture: '➖', character: '-', colour: 'grey' },
}

export function outcomeSign(outcome: Outcome): Sign {
  return MARK_SIGNS[outcome === 'inconclusive' ? 'cannot-tell' : outcome]
}

/** `null` for a row that is not marked. */
export function markSign(mark: Mark | null): Sign | null {
  return mark === null ? null : MARK_SIGNS[mark]
}
