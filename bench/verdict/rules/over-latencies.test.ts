import { describe, expect, it } from 'vitest'
import { gateRecord } from '../test/gates.ts'
import { overLatencies } from './over-latencies.ts'

const gate = (meanMs: number, rounds = 12) =>
  gateRecord({
    rounds: Array.from(
      { length: rounds },
      () => [{ latency: [1000, 40, 10] }, { latency: [1000, meanMs, 10] }] as const,
    ),
  })

describe('t over all latencies', () => {
  it('takes 1 % for certain, when there are enough requests', () => {
    expect(overLatencies.decide(gate(40.4), [])).toEqual({ answer: 'slower', seconds: 300 })
    expect(overLatencies.decide(gate(40.4, 1), [])?.answer).toBe('silent')
  })

  it('is silent where nothing differs, and where the candidate is faster', () => {
    expect(overLatencies.decide(gate(40), [])?.answer).toBe('silent')
    expect(overLatencies.decide(gate(38), [])?.answer).toBe('silent')
  })
})
