import { describe, expect, it } from 'vitest'
import { gateRecord } from '../test/gates.ts'
import { oneStart, overRequests } from './one-start.ts'

/** Answers of each of 24 seconds, with a spread from turn to turn and within a turn. */
const seconds = (level: number, spread: number) =>
  Array.from({ length: 24 }, (_, place) => level * (1 + spread * (((place >> 1) % 3) - 1) + 0.01 * ((place % 2) - 0.5)))

const gate = (candidate: number, spread: number) =>
  gateRecord({
    rounds: [[0, 0]],
    long: { ms: 60_000, baseline: seconds(200, spread), candidate: seconds(candidate, spread) },
  })

describe('one start of each side', () => {
  it.each([
    ['nothing', 200, 0.02, 'silent', 'silent'],
    ['3 % with little spread', 194, 0.01, 'slower', 'silent'],
    ['3 % with much spread', 194, 0.1, 'silent', 'silent'],
    ['7 % with much spread', 186, 0.2, 'silent', 'slower'],
    ['7 % faster', 214, 0.01, 'silent', 'silent'],
  ] as const)('shows %s: by t over its turns, and with n = requests', (_, candidate, spread, turns, requests) => {
    expect(oneStart.decide(gate(candidate, spread), [])).toEqual({ answer: turns, seconds: 60 })
    expect(overRequests.decide(gate(candidate, spread), [])).toEqual({ answer: requests, seconds: 60 })
  })

  it('says nothing of a gate without one', () => {
    const without = gateRecord({ rounds: [[0, 0]] })
    expect([oneStart.decide(without, []), overRequests.decide(without, [])]).toEqual([null, null])
  })
})
