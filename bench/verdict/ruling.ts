import type { GateRecord } from './gate-record.ts'

/**
 * What a rule says of a gate. `ruled-out`: it was shown that nothing is slower than allowed. A rule that only raises alarms never says so, nor that it cannot tell:
 * without an alarm it is `silent`.
 */
export type Answer = 'slower' | 'ruled-out' | 'cannot-tell'

export type Ruling = {
  readonly answer: Answer | 'silent'
  /** Of the machine, from the first start to the last removal of what the rule looks at. */
  readonly seconds: number
}

/** A way to decide. */
export type Rule = {
  readonly name: string
  /** Whose it is, and as which documentation says. */
  readonly from: string
  /** It may say that it cannot tell; others only raise alarms. */
  readonly mayBeUnsure?: true
  /** `null` where the corpus has nothing that the rule could be played on. */
  readonly decide: (gate: GateRecord, corpus: readonly GateRecord[]) => Ruling | null
}

export function alarm(isSlower: boolean, seconds: number): Ruling {
  return { answer: isSlower ? 'slower' : 'silent', seconds }
}

export function totalSeconds(rounds: readonly { readonly ms: number }[]): number {
  return rounds.reduce((sum, { ms }) => sum + ms, 0) / 1000
}
