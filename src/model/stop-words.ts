import type { Ended } from './rounds/next.ts'
import type { AbortReason } from './samples.ts'

/** Why a stage, or the whole run, was ended before its plan. Written once: checks and reasons for doubt say it in the same words. */
export const STOP_WORDS: Readonly<Record<AbortReason | Exclude<Ended, 'complete'>, string>> = {
  'target-gone': 'the target went away under load',
  'other-side': 'the other side of the comparison went away',
  'time-limit': 'the time limit was reached',
  interrupted: 'the run was interrupted',
  'no-answers': 'nothing answered any more',
  'own-limit': "the load generator's own machine could not open a connection",
  'generator-stuck': 'a thread of the load generator got stuck',
  failing: 'too many requests failed for too long',
  'start-failed': 'a start failed',
  'too-noisy': 'the machine or the load generator was at its limit in too many rounds',
  'unexpected-answer': 'a request was not answered as expected',
}
