import { describe, expect, it } from 'vitest'
import {
  fullPlan,
  type PairNumbers,
  pairedPlan,
  pairedResult,
  pairedRounds,
  readyStart,
  rounds,
} from '../../../fixtures/pairs.ts'
import { makeResult, outOfMemory } from '../../../fixtures/results.ts'
import type { Round } from '../evidence.ts'
import { judge } from '../judge/verdict.ts'
import { plainText } from '../outside.ts'
import type { Plan } from '../plan/plan.ts'
import { describeComparison } from '../report/report-comparison.ts'
import type { Result } from '../result/result.ts'
import { pairCourse } from './pair-course.ts'
import { pairedGate } from './paired-gate.ts'

const record = pairedPlan()
const plan = fullPlan(record)
const { asked } = makeResult()

/** The same round with a generator at its limit. */
const saturated = (numbers: PairNumbers): PairNumbers => ({
  ...numbers,
  baseline: numbers.baseline.map((stage) => ({ ...stage, cpuShare: 1 })),
})

/** Plays a world that gives these rounds, and says how many were run and why it was over. */
function play(world: readonly Round[], of: Plan = plan): { rounds: readonly Round[]; done: string } {
  const next = pairedGate(of, asked)
  for (let run = 0; ; run++) {
    const wish = next(world.slice(0, run))
    if ('done' in wish) return { rounds: world.slice(0, run), done: wish.done }
    if (run === world.length) throw new Error('the world has no further round')
  }
}

describe('a paired gate', () => {
  it('ends at the first look where equal images are plainly equal', () => {
    expect(play(pairedRounds(rounds(20, 0))).rounds).toHaveLength(6)
  })

  it('ends at the first look where the candidate is plainly slower', () => {
    expect(play(pairedRounds(rounds(20, 0.3))).rounds).toHaveLength(6)
  })

  it('goes on to its last look where it cannot tell', () => {
    const played = play(pairedRounds(rounds(20, 0.05, 0.2)))
    expect(played).toMatchObject({ done: 'complete' })
    expect(played.rounds).toHaveLength(12)
  })

  it('has as its last look what the budget allows by the time of the first round', () => {
    const slow = rounds(20, 0.05, 0.2).map((round) => ({ ...round, ms: 100_000 }))
    expect(play(pairedRounds(slow)).rounds).toHaveLength(8)
  })

  it('fixes its last look with a tenth to spare, so that rounds a little slower than the first still fit', () => {
    const just = rounds(20, 0, 0.005).map((round, place) => ({ ...round, ms: place === 0 ? 136_000 : 149_000 }))
    expect(play(pairedRounds(just)).rounds).toHaveLength(6)
    const tight = pairedRounds(rounds(20, 0).map((round) => ({ ...round, ms: 149_000 })))
    expect(pairCourse(record, tight.slice(0, 1))?.state).toBe('too-long')
  })

  it('does not begin a round that would end after the budget, and says that it was that', () => {
    const slower = rounds(20, 0.05, 0.2).map((round, place) => ({ ...round, ms: place === 0 ? 70_000 : 200_000 }))
    const played = play(pairedRounds(slower))
    expect(played.rounds).toHaveLength(5)
    const result: Result = { ...pairedResult([]), evidence: played.rounds }
    const [first] = judge(result).checks
    expect(plainText(first?.reason ?? [])).toMatch(
      /\(over 5 rounds\); nothing is decided before 6 rounds; the budget of 15m was spent after 5 of 10 rounds$/,
    )
    expect(describeComparison(result).map(plainText)).toContain(
      'Not all of them were run: the budget of 15m was spent after 5 of 10 rounds.',
    )
  })

  it('says nothing of the budget where it was decided', () => {
    const decided = pairedResult(rounds(6, 0))
    expect(JSON.stringify([judge(decided).checks, describeComparison(decided)])).not.toContain('was spent')
  })

  it('starts both sides in a balanced random order', () => {
    const next = pairedGate(plan, asked)
    const evidence = pairedRounds(rounds(4, 0.05, 0.2))
    const firsts = [0, 1, 2, 3].map((run) => {
      const wish = next(evidence.slice(0, run))
      return 'step' in wish ? wish.step.sides[0] : null
    })
    expect(firsts.filter((side) => side === 'candidate')).toHaveLength(2)
  })

  it('balances the order over the rounds that count: one that was dropped is repeated in its own', () => {
    const world = pairedRounds(
      rounds(12, 0.05, 0.2).map((round, place) => (place % 3 === 1 ? saturated(round) : round)),
    )
    for (let seed = 0; seed < 20; seed++) {
      const next = pairedGate({ ...plan, seed }, asked)
      const firsts = [0, 1, 2, 3, 4, 5].map((run) => {
        const wish = next(world.slice(0, run))
        return 'step' in wish ? wish.step.sides[0] : null
      })
      // The second and the fifth round do not count: in the first four that do, each side is first twice.
      expect(firsts[2]).toBe(firsts[1])
      expect(firsts[5]).toBe(firsts[4])
      const counting = [0, 2, 3, 5].map((place) => firsts[place])
      expect(counting.filter((side) => side === 'candidate')).toHaveLength(2)
    }
  })

  it('repeats a round in which the generator was at its limit, and gives up after too many', () => {
    const world = rounds(20, 0).map((round, place) => (place === 1 ? saturated(round) : round))
    expect(play(pairedRounds(world)).rounds).toHaveLength(7)
    expect(play(pairedRounds(rounds(20, 0).map(saturated)))).toMatchObject({ done: 'too-noisy' })
  })

  it('goes on with the candidate alone where six rounds do not fit', () => {
    const [first, ...others] = pairedRounds(rounds(6, 0).map((round) => ({ ...round, ms: 200_000 })))
    const alone = others.map((round) => ({ ...round, ms: 100_000, starts: round.starts.slice(0, 1) }))
    const world = [first, ...alone].filter((round) => round !== undefined)
    expect(play(world).rounds).toHaveLength(3)
    const course = pairCourse(record, world.slice(0, 1))
    expect(course?.state).toBe('too-long')
    expect(course?.state === 'too-long' && plainText(course.why)).toBe(
      'a round takes 3m20s (starts up to 1.5 s): 6 rounds need 22m with a tenth to spare, the budget is 15m',
    )
  })

  it('goes on with the candidate alone where the baseline does not start', () => {
    const [round] = pairedRounds(rounds(1, 0))
    const first: Round = {
      round: 1,
      ms: 10_000,
      starts: [readyStart('candidate', []), { side: 'baseline', state: 'failed', ending: outOfMemory }],
    }
    const next = pairedGate(plan, asked)([first])
    expect(next).toEqual({ step: { round: 2, sides: ['candidate'], together: true } })
    expect(round).toBeDefined()
  })

  it('measures the candidate alone however many rounds of the comparison were dropped, and gives up only by its own', () => {
    const busy = pairedRounds(rounds(2, 0).map(saturated))
    const gone = pairedRounds(rounds(3, 0)).map(
      (round): Round => ({
        ...round,
        starts: round.starts.map((start) =>
          start.side === 'baseline' ? { side: 'baseline', state: 'failed', ending: outOfMemory } : start,
        ),
      }),
    )[2]
    if (gone === undefined) throw new Error('there is one')
    const alone = (numbers: readonly PairNumbers[]) =>
      pairedRounds(numbers).map((round, place) => ({
        ...round,
        round: place + 4,
        starts: round.starts.slice(0, 1),
      }))
    const quiet = play([...busy, gone, ...alone(rounds(6, 0))])
    expect({ rounds: quiet.rounds.length, done: quiet.done }).toEqual({ rounds: 6, done: 'complete' })
    const noisy = rounds(6, 0).map((round) => ({
      ...round,
      candidate: round.candidate.map((stage) => ({ ...stage, cpuShare: 1 })),
    }))
    const loud = play([...busy, gone, ...alone(noisy)])
    expect({ rounds: loud.rounds.length, done: loud.done }).toEqual({ rounds: 5, done: 'too-noisy' })
  })

  it('stops where the candidate does not start', () => {
    const first: Round = {
      round: 1,
      ms: 10_000,
      starts: [{ side: 'candidate', state: 'failed', ending: outOfMemory }, readyStart('baseline', [])],
    }
    expect(pairedGate(plan, asked)([first])).toEqual({ done: 'start-failed' })
  })
})
