import type { Side } from './config.ts'
import type { Round } from './evidence.ts'
import type { Plan } from './plan.ts'

/** One round to run: which sides are started fresh, in this order. */
export type Step = { readonly round: number; readonly sides: readonly Side[] }

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
  /** The time limit was reached. */
  | 'time-limit'

/** Asks for the next step, or says why there is none. Pure: all that it knows is the evidence. */
export type Next = (evidence: readonly Round[]) => { readonly step: Step } | { readonly done: Ended }

/** A plain gate: the planned number of rounds, unless one shows that further rounds would only repeat it. */
export function plainGate(plan: Pick<Plan, 'rounds' | 'sides'>): Next {
  return (evidence) => {
    const last = evidence.at(-1)
    const stop = last === undefined ? null : stopReason(last)
    if (stop !== null) return { done: stop }
    if (evidence.length >= plan.rounds) return { done: 'complete' }
    return { step: { round: evidence.length + 1, sides: plan.sides } }
  }
}

function stopReason(round: Round): Exclude<Ended, 'complete'> | null {
  for (const start of round.starts) {
    if (start.state === 'failed') return 'start-failed'
    if (start.probes.some((probe) => !probe.ok)) return 'unexpected-answer'
    const aborted = start.stages.find((stage) => stage.ended.how === 'aborted')
    if (aborted?.ended.how === 'aborted' && aborted.ended.why === 'time-limit') return 'time-limit'
    if (start.ending !== null) return 'target-gone'
    if (aborted?.ended.how === 'aborted') return aborted.ended.why === 'failing' ? 'failing' : 'no-answers'
  }
  return null
}
