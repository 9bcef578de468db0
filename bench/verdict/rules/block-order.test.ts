import { describe, expect, it } from 'vitest'
import { type GateShape, gateRecord, slowerRounds } from '../test/gates.ts'
import { blockOrder, relative } from './block-order.ts'

const decide = (rounds: GateShape['rounds'], dropped: readonly number[] = []) => ({
  block: blockOrder.decide(gateRecord({ rounds, dropped }), [])?.answer,
  relative: relative.decide(gateRecord({ rounds, dropped }), [])?.answer,
})

/** The machine is slower by this share from the seventh round on. */
const drifting = (share: number): GateShape['rounds'] =>
  Array.from({ length: 12 }, (_, place) => {
    const slower = (place < 6 ? 0 : share) + 0.002 * (place % 3)
    return [slower, slower] as const
  })

describe('one side first, then the other', () => {
  it('is silent where nothing differs', () => {
    expect(decide(slowerRounds(12, 0))).toEqual({ block: 'silent', relative: 'silent' })
  })

  it('alarms at a true slowdown, by its test or beyond 25 %', () => {
    expect(decide(slowerRounds(12, 0.1))).toEqual({ block: 'slower', relative: 'silent' })
    expect(decide(slowerRounds(12, 0.4))).toEqual({ block: 'slower', relative: 'slower' })
  })

  it('never alarms at what is faster', () => {
    expect(decide(slowerRounds(12, -0.3))).toEqual({ block: 'silent', relative: 'silent' })
  })

  it('takes a machine that gets slower for a candidate that is', () => {
    expect(decide(drifting(0.03))).toEqual({ block: 'slower', relative: 'silent' })
    expect(decide(drifting(0.4))).toEqual({ block: 'slower', relative: 'slower' })
  })

  it('sees the rounds that count alone', () => {
    const rounds = slowerRounds(14, 0).map((round, place) => (place === 13 ? ([0, 5] as const) : round))
    expect(decide(rounds, [13]).block).toBe('silent')
  })

  it('takes the time of the whole gate', () => {
    expect(blockOrder.decide(gateRecord({ rounds: slowerRounds(12, 0) }), [])?.seconds).toBe(300)
  })
})
