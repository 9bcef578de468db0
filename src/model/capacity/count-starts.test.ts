import { describe, expect, it } from 'vitest'
import type { CapacityQuestion } from './capacity.ts'
import { describeStarts, startsAtRate } from './count-starts.ts'
import { questionOf, SIMULATED, searchAll } from './test/simulated-target.ts'
import type { Trial } from './trial.ts'
import { USUAL_MAX_RATE } from './usual-capacity.ts'
import { viewTrial } from './view-trial.ts'

const QUESTION = questionOf({ maxRate: USUAL_MAX_RATE })
const { trials: TRIALS } = searchAll(QUESTION, SIMULATED)
const VIEWS = TRIALS.map((trial) => viewTrial(QUESTION, trial))

/** A trial of one round whose rate holds, or misses. */
function trialThat(state: 'meets' | 'too-slow'): Trial {
  const view = VIEWS.find(({ trial, outcome }) => trial.level?.model === 'rate' && outcome.state === state)
  if (view === undefined) throw new Error(`no trial ${state}`)
  return view.trial
}

describe('the starts of a configuration', () => {
  it('are the rounds of one trial, each judged by itself', () => {
    const question: CapacityQuestion = { ...QUESTION, plan: { ...QUESTION.plan, rounds: 3 } }
    const [held, missed] = [trialThat('meets'), trialThat('too-slow')]
    const rounds = [held, missed, held].flatMap((trial, place) =>
      trial.rounds.map((round) => ({ ...round, round: place + 1 })),
    )
    const view = viewTrial(question, { ...held, rounds })
    expect(view.starts).toEqual({ met: 2, of: 3 })
    expect(describeStarts(2, view.starts)).toBe('2 of 3 starts')
  })

  it('are those of all trials of it, but for what a busy machine spoilt', () => {
    const held = trialThat('meets')
    const rate = held.level?.amount ?? 0
    const trials: readonly Trial[] = [
      held,
      { ...trialThat('too-slow'), level: held.level },
      { ...held, ended: 'too-noisy' },
    ]
    const views = trials.map((trial) => viewTrial(QUESTION, trial))
    expect(startsAtRate(views, rate)).toEqual({ met: 1, of: 2 })
    expect(startsAtRate(views, rate + 1)).toEqual({ met: 0, of: 0 })
  })
})
