import { describe, expect, it } from 'vitest'
import { decidePairs, type PairedAnswer } from './decide-pairs.ts'
import { looksUntil } from './looks.ts'
import { measurePairs } from './measure-pairs.ts'
import { SeededRandom } from './seeded-random.ts'

const ALLOWED = Math.log(1.03)

/** Normal deviates by Box and Muller (1958). */
function normal(random: SeededRandom): number {
  const uniform = () => (random.next() + 0.5) / 2 ** 32
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** One run of a gate with several cells: it stops at the first look at which one fails or all pass. */
function gate(
  random: SeededRandom,
  effect: number,
  spread: number,
  cells = 3,
  last = 12,
): readonly PairedAnswer['state'][] {
  const looks = looksUntil(last, cells)
  const all = Array.from({ length: cells }, () => Array.from({ length: last }, () => effect + spread * normal(random)))
  for (const { rounds } of looks) {
    const states = all.map(
      (logRatios) => decidePairs({ logRatios: logRatios.slice(0, rounds), allowed: ALLOWED }, looks).state,
    )
    const over = states.includes('fail') || states.every((state) => state === 'pass') || rounds === last
    if (over) return states
  }
  throw new Error('a gate ends at its last look')
}

/** The share of seeded gates whose states fulfil a condition. */
function share(gates: number, effect: number, spread: number, holds: (states: readonly string[]) => boolean): number {
  const random = new SeededRandom(1)
  let held = 0
  for (let run = 0; run < gates; run++) if (holds(gate(random, effect, spread))) held++
  return held / gates
}

describe('simulated gates', () => {
  it('equal images are called slower than allowed in at most 1.5 % of gates, and likely slower in as few', () => {
    expect(share(2000, 0, 0.03, (states) => states.includes('fail'))).toBeLessThanOrEqual(0.015)
    expect(share(2000, 0, 0.03, (states) => states.includes('likely'))).toBeLessThanOrEqual(0.015)
  })

  it('images that are slower by the whole tolerance are called within it in at most 5 % of gates', () => {
    expect(share(2000, ALLOWED, 0.02, (states) => states.every((state) => state === 'pass'))).toBeLessThanOrEqual(0.05)
  })

  it('equal images pass in most gates where the noise allows it', () => {
    expect(share(500, 0, 0.015, (states) => states.every((state) => state === 'pass'))).toBeGreaterThan(0.9)
  })

  it('a slowdown of three times the tolerance is caught', () => {
    expect(share(500, Math.log(1.1), 0.02, (states) => states.includes('fail'))).toBeGreaterThan(0.95)
  })

  it('a slowdown a little beyond the tolerance is seldom ruled out', () => {
    expect(share(500, Math.log(1.05), 0.02, (states) => states.every((state) => state === 'pass'))).toBe(0)
  })

  it('heavy noise gives "cannot tell", not a pass', () => {
    expect(share(300, 0, 0.3, (states) => states.includes('cannot-tell'))).toBeGreaterThan(0.95)
  })
})

describe('one cell', () => {
  const looks = looksUntil(12, 1)
  const around = (centre: number, width: number, rounds: number) =>
    Array.from({ length: rounds }, (_, place) => centre + (place % 2 === 0 ? width : -width) * (1 + place / 50))

  it.each<[string, readonly number[], PairedAnswer['state']]>([
    ['nothing yet', [], 'cannot-tell'],
    ['one round', [0.5], 'cannot-tell'],
    ['five rounds: before the first look', around(0.5, 0.001, 5), 'cannot-tell'],
    ['far beyond the tolerance', around(0.2, 0.005, 6), 'fail'],
    ['far within the tolerance', around(0, 0.003, 6), 'pass'],
    ['faster', around(-0.2, 0.005, 6), 'pass'],
    ['surely slower, near the tolerance', around(0.032, 0.008, 12), 'likely'],
    ['the same in every round, beyond the tolerance', Array.from({ length: 6 }, () => 0.5), 'fail'],
    ['the same in every round, and equal', Array.from({ length: 6 }, () => 0), 'pass'],
  ])('%s: %j is %s', (_, logRatios, state) => {
    expect(decidePairs({ logRatios, allowed: ALLOWED }, looks).state).toBe(state)
  })

  it('one wild round among equal ones decides nothing', () => {
    const logRatios = [...around(0.001, 0.002, 11), 5]
    expect(['pass', 'cannot-tell']).toContain(decidePairs({ logRatios, allowed: ALLOWED }, looks).state)
    expect(measurePairs({ logRatios, allowed: ALLOWED }, looks)?.heavyNoise).toBe(true)
  })

  it('does not depend on the order of the rounds within a look', () => {
    const logRatios = around(0.02, 0.01, 6)
    const turned = [...logRatios].reverse()
    const [one, other] = [logRatios, turned].map((values) =>
      decidePairs({ logRatios: values, allowed: ALLOWED }, looks),
    )
    expect(one).toEqual(other)
  })

  it('what was ruled out at one look stays ruled out', () => {
    const logRatios = [...around(0, 0.003, 6), 0.06, -0.06]
    expect(decidePairs({ logRatios, allowed: ALLOWED }, looks).state).toBe('pass')
  })

  it('says what it could have seen and how many rounds would do', () => {
    const cell = { logRatios: around(0.01, 0.03, 12), allowed: ALLOWED }
    expect(decidePairs(cell, looks).state).toBe('cannot-tell')
    expect(measurePairs(cell, looks)?.visible).toBeGreaterThan(0.02)
    expect(measurePairs(cell, looks)?.needed).toBeGreaterThan(12)
  })
})

describe('looks', () => {
  it('spend the whole error and no more, wherever they end', () => {
    for (const last of [6, 8, 10, 12, 16, 20]) {
      const looks = looksUntil(last, 4)
      expect(looks.at(-1)?.rounds).toBe(last)
      expect(looks.reduce((sum, look) => sum + look.failAlpha * 4, 0)).toBeCloseTo(0.01, 12)
      expect(looks.reduce((sum, look) => sum + look.passAlpha, 0)).toBeCloseTo(0.05, 12)
    }
  })
})
