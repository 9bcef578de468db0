import { describe, expect, it } from 'vitest'
import { pairedResult, rounds } from '../../../fixtures/pairs.ts'
import type { StageNumbers } from '../../../fixtures/results.ts'
import { targetFigures } from '../../../fixtures/specs.ts'
import { plainText } from '../outside.ts'
import { isDecided } from './judge-pairs.ts'
import { judge } from './verdict.ts'

/** A stage of which more than one request in twenty timed out. */
const timedOut = (numbers: StageNumbers): StageNumbers => ({ ...numbers, timeouts: Math.ceil((numbers.ok ?? 0) / 15) })

/** Nobody saw the containers. */
const BLIND = targetFigures({ replicas: [] })

describe('the verdict on a paired run', () => {
  const reasons = (result: Parameters<typeof judge>[0]) =>
    judge(result).checks.map(
      (check) =>
        `${check.stage} ${check.metric} ${check.state}${check.gating ? '' : ' (advisory)'}: ${plainText(check.reason)}`,
    )

  /** Six rounds of a candidate that is faster, and fails 300 requests of each stage in some of them. */
  const failingIn = (places: readonly number[]) =>
    rounds(6, -0.2).map((round, place) =>
      places.includes(place)
        ? { ...round, candidate: round.candidate.map((stage) => ({ ...stage, unexpectedStatus: 300 })) }
        : round,
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
        "steady cpu-per-request fail (advisory): costlier by 30% (29.2% to 30.8%), tolerance 5%: regression (over 6 rounds)",
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
        "steady rps cannot-tell: cannot tell: this run could only see 16.3% as surely slower, and 22.4% as a regression (over 12 rounds); 20 rounds would not do: longer stages or a tolerance of 10%",
        "steady cpu-per-request cannot-tell (advisory): cannot tell: this run could only see 16.3% as surely costlier, and 22.1% as a regression (over 12 rounds); 20 rounds would not do: longer stages or a tolerance of 11%",
        "offered p95 pass: a change for the worse beyond 10% is ruled out (over 12 rounds)",
        "offered cpu-per-request pass (advisory): a change for the worse beyond 5% is ruled out (after 6 of 12 rounds)",
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
        "steady failures fail: fails more often than the baseline: 360 of 150373 requests, the baseline 0 of 120000; more in 6 of 6 rounds",
        "offered failures fail: fails more often than the baseline: 360 of 6360 requests, the baseline 0 of 6000; more in 6 of 6 rounds",
      ]
    `)
  })

  it('shows a burst of failures in one start, decides nothing by it, and calls nothing of that stage faster', () => {
    const result = pairedResult(failingIn([2]))
    expect(judge(result).outcome).toBe('pass')
    expect(isDecided(result, 12)).toBe(true)
    expect(reasons(result).filter((reason) => reason.includes('faster'))).toEqual([])
    expect(reasons(result).filter((reason) => reason.includes('failures'))).toMatchInlineSnapshot(`
      [
        "steady failures cannot-tell (advisory): more failures in all, and not round by round: 300 of 150313 requests, the baseline 0 of 120000; more in 1 of 6 rounds, as one start that went wrong makes it with equal images, too",
        "offered failures cannot-tell (advisory): more failures in all, and not round by round: 300 of 6300 requests, the baseline 0 of 6000; more in 1 of 6 rounds, as one start that went wrong makes it with equal images, too",
      ]
    `)
  })

  it('cannot tell of failures in most starts, and goes on', () => {
    const result = pairedResult(failingIn([0, 2, 3, 4, 5]))
    expect(judge(result).outcome).toBe('inconclusive')
    expect(isDecided(result, 12)).toBe(false)
    expect(isDecided(pairedResult(rounds(6, -0.2)), 12)).toBe(true)
    expect(reasons(result).filter((reason) => reason.includes('offered failures'))).toEqual([
      'offered failures cannot-tell: cannot tell whether it fails more often: 1500 of 7500 requests, the baseline 0 of 6000; more in 5 of 6 rounds',
    ])
  })

  it('is decided by failures alone, however much faster the candidate is', () => {
    const failing = rounds(6, -0.2).map((round) => ({
      ...round,
      candidate: round.candidate.map((stage) => ({ ...stage, unexpectedStatus: 60 })),
    }))
    expect(isDecided(pairedResult(failing), 12)).toBe(true)
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

  it('is not the less a regression for one round in which the candidate timed out', () => {
    const slow = rounds(12, 0.5).map((round, place) =>
      place === 1 ? { ...round, candidate: round.candidate.map(timedOut) } : round,
    )
    const result = pairedResult(slow)
    expect(reasons(result).filter((reason) => reason.includes('offered p95'))).toMatchInlineSnapshot(`
      [
        "offered p95 fail: slower by 50.2% (49.1% to 51.3%), tolerance 10%: regression (after 6 of 12 rounds); the candidate's lay beyond measure (timeouts, or no good answer) in round 2",
      ]
    `)
    expect(isDecided(result, 12)).toBe(true)
    const beyond = judge(result).checks.flatMap(({ stage, metric, isBeyond }) =>
      isBeyond ? [`${stage} ${metric}`] : [],
    )
    expect(beyond).toEqual(['offered p95'])
  })

  it('rules nothing out for a candidate that timed out in a round, and says in which', () => {
    const equal = rounds(12, 0).map((round, place) =>
      place === 2 ? { ...round, candidate: round.candidate.map(timedOut) } : round,
    )
    expect(reasons(pairedResult(equal)).filter((reason) => reason.includes('offered p95'))).toMatchInlineSnapshot(`
      [
        "offered p95 cannot-tell: cannot tell: a change for the worse cannot be ruled out (over 12 rounds); the candidate's lay beyond measure (timeouts, or no good answer) in round 3",
      ]
    `)
  })

  it('is not the less a pass for one round in which a figure was not watched', () => {
    const unwatched = rounds(12, 0).map((round, place) =>
      place === 2 ? { ...round, candidate: round.candidate.map((one) => ({ ...one, figures: BLIND })) } : round,
    )
    const base = pairedResult(unwatched)
    const result = { ...base, asked: { ...base.asked, tolerance: { 'cpu-per-request': 0.1 } } }
    expect(reasons(result).filter((reason) => reason.includes('cpu'))).toMatchInlineSnapshot(`
      [
        "steady cpu-per-request pass: a change for the worse beyond 10% is ruled out (after 6 of 12 rounds); not known in round 3",
        "offered cpu-per-request pass: a change for the worse beyond 10% is ruled out (after 6 of 12 rounds); not known in round 3",
      ]
    `)
    expect(isDecided(result, 12)).toBe(true)
    expect(judge(result).checks[0]?.candidate).toMatchObject({ state: 'value' })
  })

  it('has no data where nothing was ever watched, or a single round counts', () => {
    const never = rounds(6, 0).map((round) => ({
      ...round,
      candidate: round.candidate.map((one) => ({ ...one, figures: BLIND })),
    }))
    const cpu = reasons(pairedResult(never)).filter((reason) => reason.includes('cpu'))
    expect(cpu[0]).toBe('steady cpu-per-request no-data (advisory): no data: not known in rounds 1, 2, 3, 4, 5, 6')
    expect(reasons(pairedResult(rounds(1, 0)))[0]).toBe('steady rps no-data: no data: fewer than two rounds count')
  })

  it('cannot tell by how much a candidate is slower that timed out in every round', () => {
    const never = rounds(6, 0).map((round) => ({ ...round, candidate: round.candidate.map(timedOut) }))
    const result = pairedResult(never)
    expect(reasons(result).filter((reason) => reason.includes('offered p95'))).toEqual([
      "offered p95 cannot-tell: cannot tell: the candidate's lay beyond measure (timeouts, or no good answer) in rounds 1, 2, 3, 4, 5, 6",
    ])
    expect(judge(result).outcome).toBe('fail')
  })

  it('shows a pass with the figures of the look that gave it, whatever came after', () => {
    const [quiet, wild] = [rounds(6, 0), rounds(6, 0.06, 0.01)]
    const result = pairedResult([...quiet, ...wild])
    const [rps] = judge(result).checks
    expect(plainText(rps?.reason ?? [])).toBe('a change for the worse beyond 5% is ruled out (after 6 of 12 rounds)')
    expect(rps?.change?.upper).toBeLessThan(0.02)
    expect(rps?.change?.estimate).toBeCloseTo(0, 2)
  })

  it('compares the highest memory once, after the last stage, which has what the others left', () => {
    const base = pairedResult(rounds(6, 0))
    const result = { ...base, asked: { ...base.asked, tolerance: { 'memory-peak': 0.1 } } }
    expect(reasons(result).filter((reason) => reason.includes('memory-peak'))).toEqual([
      'offered memory-peak pass: a change for the worse beyond 10% is ruled out (over 6 rounds)',
    ])
  })

  it('has one check for what several percentiles come to', () => {
    const few = rounds(6, 0).map(({ candidate, baseline }) => ({
      candidate: candidate.map((stage) => ({ ...stage, ok: 300 })),
      baseline: baseline.map((stage) => ({ ...stage, ok: 300 })),
    }))
    const base = pairedResult(few)
    const result = { ...base, asked: { ...base.asked, tolerance: { p95: 0.1, p99: 0.2, p90: 0.1 } } }
    expect(reasons(result).filter((reason) => reason.includes('offered p'))).toEqual([
      'offered p90 pass: a change for the worse beyond 10% is ruled out (over 6 rounds); p90 instead of p95 and p99: 300 requests a round',
    ])
  })
})
