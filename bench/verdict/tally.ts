import type { GateRecord } from './gate-record.ts'
import type { Kind } from './kinds.ts'
import type { Rule, Ruling } from './ruling.ts'

/** What a rule said of every gate of one kind that it could be played on. */
export type Tally = {
  readonly gates: number
  readonly slower: number
  readonly ruledOut: number
  readonly cannotTell: number
  readonly rulings: readonly Ruling[]
}

export function tally(rule: Rule, corpus: readonly GateRecord[], kind: Kind): Tally {
  const rulings = corpus
    .filter((gate) => gate.kind === kind)
    .map((gate) => rule.decide(gate, corpus))
    .filter((ruling) => ruling !== null)
  const count = (answer: Ruling['answer']) => rulings.filter((ruling) => ruling.answer === answer).length
  return {
    gates: rulings.length,
    slower: count('slower'),
    ruledOut: count('ruled-out'),
    cannotTell: count('cannot-tell'),
    rulings,
  }
}

/** Rulings that say one thing or the other. */
export function clear(rulings: readonly Ruling[]): readonly Ruling[] {
  return rulings.filter(({ answer }) => answer !== 'cannot-tell')
}
