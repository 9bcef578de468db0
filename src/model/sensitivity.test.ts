import { describe, expect, it } from 'vitest'
import { decidePairs } from './decide-pairs.ts'
import { looksUntil } from './looks.ts'
import { SeededRandom } from './seeded-random.ts'
import { sensitivity, TOLERANCES } from './sensitivity.ts'

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

/** Share of simulated gates of equal images that pass by their last look. */
function passShare(spread: number, allowed: number, last: number): number {
  const random = new SeededRandom(11, 0)
  const looks = looksUntil(last, base.checks)
  const gates = 1000
  const passed = Array.from({ length: gates }, () => {
    const logRatios = Array.from({ length: last }, () => spread * normal(random))
    return decidePairs({ logRatios, allowed }, looks).state === 'pass'
  }).filter(Boolean)
  return passed.length / gates
}

/** Normal deviates by Box and Muller (1958). */
function normal(random: SeededRandom): number {
  const uniform = () => (random.next() + 0.5) / 2 ** 32
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}
