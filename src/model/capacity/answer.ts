import { type Words, words } from '../outside.ts'
import { isUnsure } from './trial-outcome.ts'
import type { TrialView } from './view-trial.ts'

/** An answer in words: whether it was found, in a few words for a headline, and in full. */
export type Answer = {
  readonly state: 'found' | 'not-found' | 'open'
  readonly short: Words
  readonly lines: readonly Words[]
}

/** `what`: the question, in lower case. */
export function notAnswered(what: string): Answer {
  return {
    state: 'open',
    short: words`${what} not answered yet`,
    lines: [words`${capitalized(what)}: not answered yet.`],
  }
}

/** What to do about a doubt. */
export const AGAIN = 'Another run, or a quieter machine, may find it.'

/** The machine or the load generator was the limit where the answer would have to be. */
export function cannotTell(what: string, why: Words): Answer {
  return {
    state: 'open',
    short: words`${what}: cannot tell`,
    lines: [words`${capitalized(what)}: cannot tell: ${why}. ${AGAIN}`],
  }
}

/** Why nothing is known of the trials on which an answer would rest: the machine or the load generator was the limit of all of them. `null`: they say something. */
export function doubtAt(trials: readonly TrialView[], isMeant: (view: TrialView) => boolean): Words | null {
  const meant = trials.filter(isMeant)
  const last = meant.at(-1)
  return last !== undefined && meant.every(isUnsure) ? whyNot(last) : null
}

/** The last trial that shows that a configuration does not do; one that says nothing of the target only where there is no other. */
export function missAt(trials: readonly TrialView[], isMeant: (view: TrialView) => boolean): TrialView | undefined {
  const missed = trials.filter((view) => isMeant(view) && view.outcome.state !== 'meets')
  return missed.findLast((view) => !isUnsure(view)) ?? missed.at(-1)
}

/** Why a trial does not do, without a full stop; nothing for one that does. */
export function whyNot({ outcome }: TrialView): Words {
  return outcome.state === 'meets' ? words`` : outcome.why
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
