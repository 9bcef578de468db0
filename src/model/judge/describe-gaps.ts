import type { Gap, PairedCell } from './decide-pairs.ts'

const WORDS: Readonly<Record<Gap['why'], string>> = {
  'candidate-beyond': "the candidate's lay beyond measure (timeouts, or no good answer) in",
  'baseline-beyond': "the baseline's lay beyond measure (timeouts, or no good answer) in",
  'both-beyond': 'both lay beyond measure (timeouts, or no good answer) in',
  'not-known': 'not known in',
}

/** The rounds that have no ratio, and why: `not known in round 3`; empty where all have one. */
export function describeGaps({ gaps = [] }: PairedCell): readonly string[] {
  const kinds = [...new Set(gaps.map(({ why }) => why))]
  return kinds.map((kind) => {
    const rounds = gaps.filter(({ why }) => why === kind).map(({ round }) => round)
    return `${WORDS[kind]} ${rounds.length === 1 ? 'round' : 'rounds'} ${rounds.join(', ')}`
  })
}
