import { describe, expect, it } from 'vitest'
import { pairedResult, pairedRounds, rounds } from '../../fixtures/pairs.ts'
import { answersPerSecond, compactGate, type GateFacts } from './compact.ts'
import { decodeGate, encodeGate } from './gate-record.ts'

const facts: GateFacts = {
  kind: 'plus10',
  trees: { candidate: 36, baseline: 30 },
  long: null,
  live: { strict: { answer: 'slower', rounds: 6 }, standard: { answer: 'slower', rounds: 8 } },
}

describe('a compact gate', () => {
  it('is what the corpus takes', () => {
    const gate = compactGate(pairedResult(rounds(6, 0.1, 0)), facts)
    expect(decodeGate(encodeGate(gate))).toEqual(gate)
  })

  it('has RPS, tail and latencies of each side of each round', () => {
    const gate = compactGate(pairedResult(rounds(6, 0.1, 0)), facts)
    expect(gate).toMatchObject({
      kind: 'plus10',
      tail: 'p95',
      ended: 'complete',
      trees: { candidate: 36, baseline: 30 },
    })
    expect(gate.rounds).toHaveLength(6)
    expect(gate.rounds[0]).toMatchObject({ ms: 40_000, startMs: 1500, first: 'candidate', dropped: null })
    const { baseline, candidate } = gate.rounds[0]?.sides ?? {}
    expect(baseline).toMatchObject({
      rps: 2000,
      tail: expect.closeTo(50, 1),
      latency: [20_000, expect.closeTo(5, 1), 0],
    })
    expect(candidate).toMatchObject({ rps: 1818.2, tail: expect.closeTo(55, 1) })
  })

  it('has the failures of each side of each round beside its good answers', () => {
    const failing = rounds(6, 0).map(({ candidate, baseline }) => ({
      candidate: candidate.map((one) => ({ ...one, unexpectedStatus: 7 })),
      baseline: baseline.map((one) => ({ ...one, timeouts: one.stage === 'offered' ? 2 : 0 })),
    }))
    const sides = compactGate(pairedResult(failing), facts).rounds[0]?.sides
    expect(sides?.candidate.failed).toEqual([7, 7])
    expect(sides?.baseline.failed).toEqual([0, 2])
  })

  it('has the numbers of all rounds that count from what they gave together', () => {
    const { pooled } = compactGate(pairedResult(rounds(6, 0.1, 0)), facts)
    expect(pooled.baseline).toEqual({ rps: 2000, tail: expect.closeTo(50, 1) })
    expect(pooled.candidate).toEqual({ rps: 1818.2, tail: expect.closeTo(55, 1) })
  })

  it('keeps a round that does not count, with the reason', () => {
    const busy = rounds(6, 0).map((round, place) =>
      place === 2 ? { ...round, baseline: round.baseline.map((one) => ({ ...one, cpuShare: 1 })) } : round,
    )
    const gate = compactGate(pairedResult(busy), facts)
    expect(gate.rounds.map(({ dropped }) => dropped !== null)).toEqual([false, false, true, false, false, false])
    expect(gate.rounds[2]?.dropped).toContain('load generator')
  })

  it('uses the percentile that the comparison uses where there are few requests', () => {
    const few = rounds(6, 0).map(({ candidate, baseline }) => ({
      candidate: candidate.map((one) => (one.stage === 'offered' ? { ...one, ok: 200 } : one)),
      baseline: baseline.map((one) => (one.stage === 'offered' ? { ...one, ok: 200 } : one)),
    }))
    expect(compactGate(pairedResult(few), facts).tail).toBe('p90')
  })
})

describe('the answers of each second', () => {
  it('are those of its windows; what comes after the last whole second is left out', () => {
    const [round] = pairedRounds(rounds(1, 0))
    if (round === undefined) throw new Error('there is one')
    const starts = round.starts.map((start) => {
      if (start.state !== 'ready') return start
      const windows = [0, 250, 750, 1000, 1750, 2000].map((fromMs) => ({
        fromMs,
        ok: 50,
        failed: 0,
        p50Micros: null,
        p95Micros: null,
        p99Micros: null,
      }))
      return { ...start, stages: start.stages.map((stage) => ({ ...stage, seconds: 2.1, windows })) }
    })
    expect(answersPerSecond({ ...round, starts }, 'candidate')).toEqual([150, 100])
  })
})
