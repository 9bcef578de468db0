import { outside, type Words, words } from './outside.ts'
import type { Result } from './result.ts'

/** How to measure the same again. */
export type Reproduction = {
  /** One line for a shell; `null`: the result does not say how it was started. */
  readonly command: string | null
  readonly notes: readonly Words[]
}

/** The command line of a result, and what it takes besides to get the same. */
export function reproduce({ command, plan, images, perfGate }: Result): Reproduction {
  const { candidate } = images
  return {
    command: command === null ? null : command.map(quote).join(' '),
    notes: [
      words`Run it in the folder in which this run was started, by perf-gate ${outside(perfGate)}${command?.includes('--config') ? '' : ', with the configuration of this run as "perf-gate.yml"'}.`,
      words`The image was ${outside(candidate.reference)}, ${candidate.digest === null ? 'id' : 'digest'} ${outside(candidate.digest ?? candidate.id)}. Where its tag has moved, give it by that.`,
      words`With "seed: ${plan.seed}" in the configuration the requests and their arrivals come in the same order.`,
    ],
  }
}

const PLAIN = /^[\w@%+=:,./-]+$/

/** One word of a POSIX shell. */
function quote(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
