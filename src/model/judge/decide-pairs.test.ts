import { describe, expect, it } from 'vitest'
import { normal } from '../../../fixtures/normal.ts'
import { looksUntil } from '../rounds/looks.ts'
import { SeededRandom } from '../statistics/seeded-random.ts'
import { decidePairs, type Gap, type PairedAnswer, type PairedCell } from './decide-pairs.ts'
import { measurePairs } from './measure-pairs.ts'

const ALLOWED = Math.log(1.03)

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

/** One run with one cell in which either side is beyond every number in some of its rounds. */
function gateWithGaps(random: SeededRandom, effect: number, spread: number, beyond: number): PairedAnswer {
  const logRatios: number[] = []
  const gaps: Gap[] = []
  for (let place = 0; place < 12; place++) {
    const [candidate, baseline] = [random.unit() < beyond, random.unit() < beyond]
    const ratio = effect + spread * normal(random)
    if (!candidate && !baseline) logRatios.push(ratio)
    else {
      const why = candidate && baseline ? 'both-beyond' : candidate ? 'candidate-beyond' : 'baseline-beyond'
      gaps.push({ place, round: place + 1, why })
    }
  }
  return decidePairs({ logRatios, allowed: ALLOWED, gaps }, looksUntil(12, 1))
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

  it('equal images that time out in one round of ten, either of them, are surely slower in at most 1.5 % of gates', () => {
    const random = new SeededRandom(2)
    const answers = Array.from({ length: 2000 }, () => gateWithGaps(random, 0, 0.03, 0.1))
    expect(answers.filter(({ slower }) => slower).length / 2000).toBeLessThanOrEqual(0.015)
    expect(answers.filter(({ state }) => state === 'fail' || state === 'likely').length / 2000).toBeLessThanOrEqual(
      0.015,
    )
  })

  it('images that are slower by the whole tolerance and time out now and then are called within it in at most 5 % of gates', () => {
    const random = new SeededRandom(3)
    const answers = Array.from({ length: 2000 }, () => gateWithGaps(random, ALLOWED, 0.02, 0.1))
    expect(answers.filter(({ state }) => state === 'pass').length / 2000).toBeLessThanOrEqual(0.05)
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
    expect(measurePairs({ logRatios, allowed: ALLOWED }, looks, 1)?.heavyNoise).toBe(true)
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
    expect(decidePairs({ logRatios, allowed: ALLOWED }, looks)).toMatchObject({ state: 'pass', rounds: 6 })
  })

  it('says what it could have seen, how many rounds would do, and what else would where no number does', () => {
    const near = { logRatios: around(0.01, 0.016, 6), allowed: ALLOWED }
    expect(decidePairs(near, looks).state).toBe('cannot-tell')
    const figures = measurePairs(near, looks, 1)
    expect(figures?.visible).toBeGreaterThan(0.03)
    expect(figures?.regression).toBeCloseTo(ALLOWED + (figures?.visible ?? 0), 12)
    expect(figures?.needed).toBe(10)
    const far = measurePairs({ logRatios: around(0.01, 0.06, 12), allowed: ALLOWED }, looks, 1)
    expect(far?.needed).toBeNull()
    expect(far?.enough).toBeGreaterThan(ALLOWED)
  })
})

describe('a cell with rounds that have no ratio', () => {
  const looks = looksUntil(12, 1)
  const slower = Array.from({ length: 11 }, (_, place) => 0.4 + 0.01 * (place % 3))
  const equal = slower.map((ratio) => ratio - 0.41)
  const cell = (logRatios: readonly number[], why: Gap['why'], ...places: readonly number[]): PairedCell => ({
    logRatios,
    allowed: ALLOWED,
    gaps: places.map((place) => ({ place, round: place + 1, why })),
  })

  it.each<[string, PairedCell, PairedAnswer['state']]>([
    ['much slower, and once beyond every number', cell(slower, 'candidate-beyond', 2), 'fail'],
    ['the same before the first look', cell(slower.slice(0, 5), 'candidate-beyond', 5), 'fail'],
    ['much slower, and once not known', cell(slower, 'not-known', 2), 'fail'],
    ['equal, and once not known', cell(equal, 'not-known', 2), 'pass'],
    ['equal, and once beyond on both sides', cell(equal, 'both-beyond', 2), 'pass'],
    ['equal, and the baseline once beyond every number', cell(equal, 'baseline-beyond', 2), 'pass'],
    ['equal, and once beyond every number', cell(equal, 'candidate-beyond', 2), 'cannot-tell'],
    [
      'much slower in eight rounds, but the baseline beyond every number in one of them',
      cell(slower.slice(0, 7), 'baseline-beyond', 2),
      'cannot-tell',
    ],
    ['not known in more than a third of the rounds', cell(equal.slice(0, 3), 'not-known', 0, 1, 2), 'cannot-tell'],
    ['beyond every number in all of them', cell([], 'candidate-beyond', 0, 1, 2, 3, 4, 5), 'cannot-tell'],
  ])('%s: %j is %s', (_, given, state) => {
    expect(decidePairs(given, looks).state).toBe(state)
  })

  it('keeps each round at its look', () => {
    // After six rounds there are five ratios, and the sixth of them belongs to the next look.
    const late = { ...cell([...equal.slice(0, 5), 9, 9], 'not-known', 0) }
    expect(decidePairs(late, looks)).toMatchObject({ state: 'pass', rounds: 6 })
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
