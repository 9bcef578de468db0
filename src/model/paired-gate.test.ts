import { describe, expect, it } from 'vitest'
import {
  fullPlan,
  type PairNumbers,
  pairedPlan,
  pairedResult,
  pairedRounds,
  readyStart,
  rounds,
} from '../../fixtures/pairs.ts'
import { makeResult, outOfMemory } from '../../fixtures/results.ts'
import type { Round } from './evidence.ts'
import { plainText } from './outside.ts'
import { pairCourse } from './pair-course.ts'
import { pairedGate } from './paired-gate.ts'
import type { Plan } from './plan.ts'
import { judge } from './verdict.ts'

const record = pairedPlan()
const plan = fullPlan(record)
const { asked } = makeResult()

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

  it('does not begin a round that would end after the budget', () => {
    const slower = rounds(20, 0.05, 0.2).map((round, place) => ({ ...round, ms: place === 0 ? 70_000 : 200_000 }))
    expect(play(pairedRounds(slower)).rounds).toHaveLength(5)
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

  it('repeats a round in which the generator was at its limit, and gives up after too many', () => {
    const saturated = (numbers: PairNumbers): PairNumbers => ({
      ...numbers,
      baseline: numbers.baseline.map((stage) => ({ ...stage, cpuShare: 1 })),
    })
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
      'a round takes 3m20s (starts up to 1.5 s): 6 rounds need 20m, the budget is 15m',
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

  it('stops where the candidate does not start', () => {
    const first: Round = {
      round: 1,
      ms: 10_000,
      starts: [{ side: 'candidate', state: 'failed', ending: outOfMemory }, readyStart('baseline', [])],
    }
    expect(pairedGate(plan, asked)([first])).toEqual({ done: 'start-failed' })
  })
})

describe('the verdict on a paired run', () => {
  const reasons = (result: Parameters<typeof judge>[0]) =>
    judge(result).checks.map(
      (check) =>
        `${check.stage} ${check.metric} ${check.state}${check.gating ? '' : ' (advisory)'}: ${plainText(check.reason)}`,
    )

  it('of equal images rules a slowdown out', () => {
    expect(reasons(pairedResult(rounds(6, 0)))).toMatchInlineSnapshot(`
      [
        "steady rps pass: a change for the worse beyond 5% is ruled out (over 6 rounds)",
        "steady cpu-per-request pass (advisory): a change for the worse beyond 5% is ruled out (over 6 rounds)",
        "offered p95 pass: a change for the worse beyond 10% is ruled out (over 6 rounds)",
        "offered cpu-per-request pass (advisory): a change for the worse beyond 5% is ruled out (over 6 rounds)",
      ]
    `)
  })

  it('of a slower candidate is a regression, with its size', () => {
    const result = pairedResult(rounds(6, 0.3))
    expect(reasons(result)).toMatchInlineSnapshot(`
      [
        "steady rps fail: slower by 30% (29.2% to 30.8%), tolerance 5%: regression (over 6 rounds)",
        "steady cpu-per-request fail (advisory): slower by 30% (29.2% to 30.8%), tolerance 5%: regression (over 6 rounds)",
        "offered p95 fail: slower by 30% (29.2% to 30.8%), tolerance 10%: regression (over 6 rounds)",
        "offered cpu-per-request pass (advisory): a change for the worse beyond 5% is ruled out (over 6 rounds)",
      ]
    `)
    expect(judge(result).outcome).toBe('fail')
  })

  it('cannot tell where the noise is larger than the tolerance, and says what it could have seen', () => {
    const result = pairedResult(rounds(12, 0.02, 0.1))
    expect(reasons(result)).toMatchInlineSnapshot(`
      [
        "steady rps cannot-tell: cannot tell: this run could only see 16.3% (over 12 rounds); 63 more rounds would do",
        "steady cpu-per-request cannot-tell (advisory): cannot tell: this run could only see 16.3% (over 12 rounds); 74 more rounds would do",
        "offered p95 pass: a change for the worse beyond 10% is ruled out (over 12 rounds)",
        "offered cpu-per-request pass (advisory): a change for the worse beyond 5% is ruled out (over 12 rounds)",
      ]
    `)
    expect(judge(result).outcome).toBe('inconclusive')
  })

  it('never calls a candidate better that fails fast', () => {
    const failing = rounds(6, -0.2).map(({ candidate, baseline }) => ({
      baseline,
      candidate: candidate.map((stage) => ({ ...stage, unexpectedStatus: 60 })),
    }))
    const result = pairedResult(failing)
    expect(judge(result).outcome).toBe('fail')
    expect(reasons(result).filter((reason) => reason.includes('faster'))).toEqual([])
    expect(reasons(result).filter((reason) => reason.includes('fail'))).toMatchInlineSnapshot(`
      [
        "steady rps pass: a change for the worse beyond 5% is ruled out (over 6 rounds); it failed more often",
        "steady cpu-per-request pass (advisory): a change for the worse beyond 5% is ruled out (over 6 rounds); it failed more often",
        "offered p95 pass: a change for the worse beyond 10% is ruled out (over 6 rounds); it failed more often",
        "steady failures fail: fails more often than the baseline: 360 of 150373 requests, the baseline 0 of 120000",
        "offered failures fail: fails more often than the baseline: 360 of 6360 requests, the baseline 0 of 6000",
      ]
    `)
  })

  it('compares the median, and says so, where there are too few requests for a p95', () => {
    const few = rounds(6, 0).map(({ candidate, baseline }) => ({
      candidate: candidate.map((stage) => ({ ...stage, ok: 100 })),
      baseline: baseline.map((stage) => ({ ...stage, ok: 100 })),
    }))
    expect(reasons(pairedResult(few)).filter((reason) => reason.includes('offered p'))).toMatchInlineSnapshot(`
      [
        "offered p50 pass: a change for the worse beyond 10% is ruled out (over 6 rounds); p50 instead of p95: 100 requests a round",
      ]
    `)
  })
})
