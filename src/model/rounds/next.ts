import type { Side } from '../config.ts'
import type { Round } from '../evidence.ts'

/** One round to run: which sides are started fresh, in this order, and whether all of them live at once or one after the other. */
export type Step = { readonly round: number; readonly sides: readonly Side[]; readonly together: boolean }

/** Why a measurement is over. */
export type Ended =
  /** Every round of the plan was run. */
  | 'complete'
  /** A start failed. */
  | 'start-failed'
  /** A request was not answered as expected when it was sent once, before any load. */
  | 'unexpected-answer'
  /** A target went away by itself under load. */
  | 'target-gone'
  /** A stage gave nothing but connection errors and was stopped. */
  | 'no-answers'
  /** More requests of a stage failed, for longer, than the abort rule allows. */
  | 'failing'
  /** The machine of the generator had no files, ports or memory for a connection. */
  | 'own-limit'
  /** A thread of the generator did not answer any more. */
  | 'generator-stuck'
  /** The time limit was reached. */
  | 'time-limit'
  /** Too many rounds had to be dropped: the machine or the generator was at its limit. */
  | 'too-noisy'

/** Asks for the next step, or says why there is none. Pure: all that it knows is the evidence. */
export type Next = (evidence: readonly Round[]) => { readonly step: Step } | { readonly done: Ended }
