import { describe, expect, it } from 'vitest'
import { fullPlan, pairedResult, pairedRounds, rounds } from '../../../fixtures/pairs.ts'
import { compactGate } from '../compact.ts'
import { decodeGate, encodeGate } from '../gate-record.ts'
import { liveAnswer } from '../live-answer.ts'
import { gateRecord, slowerRounds } from '../test/gates.ts'
import { answerOurs } from './ours.ts'
import { oursStrict, STANDARD, STRICT } from './rules.ts'

const plan = fullPlan()

describe('our rule', () => {
  it.each([
    ['equal images', 0, 0.005, 'ruled-out', 6],
    ['10 % more', 0.1, 0.005, 'slower', 6],
    ['10 % less', -0.1, 0.005, 'ruled-out', 6],
    ['5 % more amid noise', 0.05, 0.1, 'cannot-tell', 12],
  ] as const)('answers %s at the look that settles it', (_, slower, spread, answer, count) => {
    const gate = gateRecord({ rounds: slowerRounds(12, slower, spread) })
    expect(answerOurs(gate, STRICT)).toMatchObject({ answer, rounds: count })
    expect(oursStrict.decide(gate, [])).toEqual({ answer, seconds: 25 * count })
  })

  it('counts a round that was dropped as time and not as evidence', () => {
    const gate = gateRecord({ rounds: slowerRounds(13, 0.1), dropped: [2] })
    expect(answerOurs(gate, STRICT)).toMatchObject({ answer: 'slower', rounds: 6, used: { length: 7 } })
  })

  it('cannot tell where more than a third of the rounds are dropped before anything is settled', () => {
    const gate = gateRecord({ rounds: slowerRounds(12, 0.1), dropped: [0, 1, 2, 3, 4] })
    expect(answerOurs(gate, STRICT)).toMatchObject({ answer: 'cannot-tell', rounds: 0, used: { length: 5 } })
  })

  it('fixes its last look by the first round, and begins no round that would end after the budget', () => {
    const noisy = slowerRounds(12, 0.05, 0.2)
    expect(answerOurs(gateRecord({ rounds: noisy, ms: 100_000 }), STRICT).rounds).toBe(8)
    expect(answerOurs(gateRecord({ rounds: noisy, ms: 200_000 }), STRICT)).toMatchObject({
      rounds: 0,
      used: { length: 1 },
    })
  })

  it.each([
    [0, 0.005],
    [0.1, 0.005],
    [0.05, 0.03],
    [0.03, 0.02],
    [-0.1, 0.05],
  ])('answers as the program does on the same rounds: %f slower, spread %f', (slower, spread) => {
    const result = pairedResult(rounds(12, slower, spread))
    const [strict, standard] = [liveAnswer(plan, result, STRICT), liveAnswer(plan, result, STANDARD)]
    const trees = { candidate: 30, baseline: 30 }
    const gate = compactGate(result, { kind: 'aa', trees, long: null, live: { strict, standard } })
    expect(answerOurs(gate, STRICT)).toMatchObject(strict)
    expect(answerOurs(gate, STANDARD)).toMatchObject(standard)
  })

  it('answers as the program does where rounds are dropped', () => {
    const numbers = rounds(14, 0.1).map((round, place) =>
      place === 1 || place === 4
        ? { ...round, candidate: round.candidate.map((one) => ({ ...one, cpuShare: 1 })) }
        : round,
    )
    const result = { ...pairedResult([]), evidence: pairedRounds(numbers) }
    const strict = liveAnswer(plan, result, STRICT)
    const trees = { candidate: 36, baseline: 30 }
    const gate = compactGate(result, { kind: 'plus10', trees, long: null, live: { strict, standard: strict } })
    expect(gate.rounds.filter(({ dropped }) => dropped !== null)).toHaveLength(2)
    expect(answerOurs(gate, STRICT)).toMatchObject({ answer: 'slower', rounds: 6, used: { length: 8 } })
    expect(strict).toEqual({ answer: 'slower', rounds: 6 })
  })

  it.each([
    ['in every start', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 'slower', 6],
    ['in some starts', [0, 2, 3, 4, 5], 'cannot-tell', 12],
    ['in one start', [2], 'ruled-out', 6],
  ] as const)('answers as the program does where the candidate fails %s', (_, places, answer, count) => {
    const numbers = rounds(12, 0).map((round, place) =>
      (places as readonly number[]).includes(place)
        ? { ...round, candidate: round.candidate.map((one) => ({ ...one, unexpectedStatus: 60 })) }
        : round,
    )
    const result = pairedResult(numbers)
    const strict = liveAnswer(plan, result, STRICT)
    const trees = { candidate: 30, baseline: 30 }
    const gate = compactGate(result, { kind: 'aa', trees, long: null, live: { strict, standard: strict } })
    expect(answerOurs(decodeGate(encodeGate(gate)), STRICT)).toMatchObject(strict)
    expect(strict).toEqual({ answer, rounds: count })
  })
})
