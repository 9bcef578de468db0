import { describe, expect, it } from 'vitest'
import { normal } from '../../../fixtures/normal.ts'
import { decidePairs } from '../judge/decide-pairs.ts'
import { looksUntil } from '../rounds/looks.ts'
import { SeededRandom } from './seeded-random.ts'
import { roundsNeeded, sensitivity, TOLERANCES } from './sensitivity.ts'

const slower = (tolerance: number) => Math.log1p(tolerance)
const base = { spread: 0.02, checks: 2, last: 12, allowed: slower, tolerance: 0.05 }

describe('what a comparison can see', () => {
  it('follows the table of smallest effects for a spread of 2 % and eight checks', () => {
    const { visible } = sensitivity({ ...base, checks: 8 })
    // At a level of 0.01/8 and 80 % power, as logarithms: after 6, 8, 10, 12, 16, 20 rounds.
    const allOfTheLevel = [5.3, 3.9, 3.2, 2.8, 2.2, 1.9]
    const seen = visible.map((share) => Number((100 * Math.log1p(share)).toFixed(1)))
    // Only a run that ends at its first look has all of the level left.
    expect(seen[0]).toBe(allOfTheLevel[0])
    for (const [place, percent] of seen.entries()) {
      expect(percent).toBeGreaterThanOrEqual(allOfTheLevel[place] ?? 0)
      expect(percent).toBeLessThan(seen[place - 1] ?? 100)
    }
  })

  it('asks for more tolerance and more rounds the wider the spread is, until there is no answer', () => {
    const answers = [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64].map((spread) => {
      const { tolerance, rounds } = sensitivity({ ...base, spread })
      return [tolerance ?? 1, rounds ?? 99] as const
    })
    for (const [place, [tolerance, rounds]] of answers.entries()) {
      const [before, roundsBefore] = answers[place - 1] ?? [0, 0]
      expect(tolerance).toBeGreaterThanOrEqual(before)
      expect(rounds).toBeGreaterThanOrEqual(roundsBefore)
    }
    expect(answers[0]).toEqual([0.02, 6])
    expect(answers.at(-1)).toEqual([1, 99])
  })

  it.each([0.01, 0.02, 0.04])('promises no more than gates of equal images keep: spread %d', (spread) => {
    const { tolerance } = sensitivity({ ...base, spread })
    expect(TOLERANCES).toContain(tolerance)
    expect(passShare(spread, slower(tolerance ?? 0), 12)).toBeGreaterThanOrEqual(0.78)
  })
})

describe('a regression', () => {
  it('is seen from the tolerance and what is surely slower together: surely slower alone does not fail', () => {
    const { visible, regression } = sensitivity(base)
    for (const [place, share] of visible.entries()) {
      expect(Math.log1p(regression[place] ?? 0)).toBeCloseTo(slower(base.tolerance) + Math.log1p(share), 12)
    }
  })

  // The formula takes t in place of its noncentral form, and promises a little too much.
  it.each([
    0.01, 0.02,
  ])('fails in 80 percent of simulated gates, what is only surely slower in few: spread %d', (spread) => {
    const { visible, regression } = sensitivity({ ...base, spread })
    const failing = (share: number | undefined) =>
      stateShare('fail', spread, slower(base.tolerance), 12, Math.log1p(share ?? 0))
    expect(failing(regression[3])).toBeGreaterThanOrEqual(0.75)
    expect(failing(visible[3])).toBeLessThan(0.1)
  })
})

describe('more rounds', () => {
  const seen = (estimate: number, spread = 0.02) => ({ estimate, standardError: spread / Math.sqrt(12), rounds: 12 })
  const needed = (estimate: number, spread?: number) =>
    roundsNeeded(seen(estimate, spread), slower(0.05), { checks: 2, after: 12 })

  it('are those of a look that there is, and the more the nearer the estimate is to the limit', () => {
    expect([needed(0), needed(0.025), needed(0.0335), needed(0.048)]).toEqual([16, 16, 20, null])
  })

  it('are reckoned with the level that a run which ends there has left, so that 80 % of such runs pass by then', () => {
    // Spreads at which 12 rounds would not do.
    for (const [spread, rounds] of [
      [0.06, 16],
      [0.0635, 20],
    ] as const) {
      expect(needed(0, spread)).toBe(rounds)
      expect(stateShare('pass', spread, slower(0.05), rounds)).toBeGreaterThanOrEqual(0.75)
    }
    expect(needed(0, 0.2)).toBeNull()
  })

  it('count from what was run: a gate that its budget ended early needs fewer than the first look has', () => {
    expect(roundsNeeded({ estimate: 0, standardError: 0.002, rounds: 5 }, slower(0.05), { checks: 2, after: 5 })).toBe(
      6,
    )
  })
})

function passShare(spread: number, allowed: number, last: number): number {
  return stateShare('pass', spread, allowed, last)
}

/** Share of simulated gates that come to this state by their last look; of equal images, if there is no effect. */
function stateShare(state: 'pass' | 'fail', spread: number, allowed: number, last: number, effect = 0): number {
  const random = new SeededRandom(11, 0)
  const looks = looksUntil(last, base.checks)
  const gates = 1000
  const states = Array.from({ length: gates }, () => {
    const logRatios = Array.from({ length: last }, () => effect + spread * normal(random))
    return decidePairs({ logRatios, allowed }, looks).state
  })
  return states.filter((one) => one === state).length / gates
}
