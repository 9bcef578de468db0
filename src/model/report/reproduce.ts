import { outside, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Result } from '../result/result.ts'
import type { Reproduction } from './report.ts'

/** What a result says of how it was measured. */
export type Reproducible = Pick<Result, 'command' | 'perfGate'> & {
  readonly plan: Pick<PlanRecord, 'seed'>
  readonly images: Pick<Result['images'], 'candidate'>
}

/** The command line of a result, and what it takes besides to get the same. */
export function reproduce({ command, plan, images: { candidate }, perfGate }: Reproducible): Reproduction {
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
