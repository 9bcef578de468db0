import { describe, expect, it } from 'vitest'
import { normal } from '../../../fixtures/normal.ts'
import { SeededRandom } from '../statistics/seeded-random.ts'
import { decideStored, type StoredAnswer } from './decide-stored.ts'
import { ASSUMED_SPREAD, storedDifference } from './stored-difference.ts'

const GATES = 2000
/** The smallest tolerance that anybody asks for. */
const ALLOWED = Math.log(1.01)
const ROUNDS = 3

type World = {
  readonly stored: number
  /** Rounds of each stored run, and of today's. */
  readonly rounds?: { readonly stored: number; readonly now: number }
  /** Between runs, and between the rounds of one. */
  readonly runSpread: number
  readonly roundSpread: number
  /** By how much today's image is slower, as a logarithm. */
  readonly slower: number
  readonly checks?: number
}

/** The answers of all checks in each of so many gates. */
function gates(world: World): readonly (readonly StoredAnswer[])[] {
  const { stored, rounds = { stored: ROUNDS, now: ROUNDS }, runSpread, roundSpread, slower, checks = 3 } = world
  const random = new SeededRandom(7)
  const run = (centre: number, length: number) => {
    const hour = centre + runSpread * normal(random)
    return Array.from({ length }, () => hour + roundSpread * normal(random))
  }
  return Array.from({ length: GATES }, () =>
    Array.from({ length: checks }, () => {
      const before = Array.from({ length: stored }, () => run(0, rounds.stored))
      return decideStored({ now: run(slower, rounds.now), before, allowed: ALLOWED }, checks)
    }),
  )
}

const share = (world: World, holds: (states: readonly StoredAnswer['state'][]) => boolean) =>
  gates(world).filter((answers) => holds(answers.map(({ state }) => state))).length / GATES

const noise = { runSpread: ASSUMED_SPREAD, roundSpread: 0.03 }

describe('simulated gates against stored numbers, at a tolerance of 1 %', { timeout: 60_000 }, () => {
  it.each([
    1, 3, 10,
  ])('an equal image fails in at most 1.5 %% of them with %i stored runs, and likely fails in as few', (stored) => {
    const states = gates({ stored, ...noise, slower: 0 }).map((answers) => answers.map(({ state }) => state))
    expect(states.filter((of) => of.includes('fail')).length / GATES).toBeLessThanOrEqual(0.015)
    expect(states.filter((of) => of.includes('likely')).length / GATES).toBeLessThanOrEqual(0.015)
  })

  it.each([
    { stored: 5, rounds: { stored: 12, now: 3 }, runSpread: 0, roundSpread: 0.1 },
    { stored: 5, rounds: { stored: 12, now: 1 }, runSpread: 0, roundSpread: 0.1 },
    { stored: 3, rounds: { stored: 12, now: 3 }, runSpread: 0.05, roundSpread: 0.05 },
    { stored: 5, rounds: { stored: 3, now: 12 }, runSpread: 0.02, roundSpread: 0.05 },
  ])('nor in more where today has other numbers of rounds than what is stored: %j', (world) => {
    expect(share({ ...world, slower: 0 }, (states) => states.includes('fail'))).toBeLessThanOrEqual(0.015)
    const slow = { ...world, slower: ALLOWED, checks: 1 }
    expect(share(slow, (states) => states.includes('pass'))).toBeLessThanOrEqual(0.055)
  })

  it.each([
    1, 3, 10,
  ])('an image that is slower by all of it passes a check in at most 5.5 %% of them with %i stored runs', (stored) => {
    const world = { stored, ...noise, slower: ALLOWED, checks: 1 }
    expect(share(world, (states) => states.includes('pass'))).toBeLessThanOrEqual(0.055)
  })

  it.each([
    1, 10,
  ])('an equal image passes a check in less than a tenth of them with %i stored runs: it cannot tell', (stored) => {
    const world = { stored, ...noise, slower: 0, checks: 1 }
    expect(share(world, (states) => states.includes('pass'))).toBeLessThan(0.1)
  })

  it.each([
    1, 10,
  ])('what it says that it could see as a regression fails in about 80 %% of them, with %i stored runs', (stored) => {
    const world = { stored, ...noise, checks: 1 }
    const sizes = gates({ ...world, slower: 0 }).map(([answer]) => answer?.regression ?? Number.NaN)
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
    expect(mean).toBeGreaterThan(15 * ALLOWED)
    const caught = share({ ...world, slower: mean }, (states) => states.includes('fail'))
    expect(caught).toBeGreaterThan(0.7)
    expect(caught).toBeLessThan(0.95)
  })
})

describe('one number', () => {
  it('is not known better than three digits are, however alike the stored runs', () => {
    const same = Array.from({ length: 5 }, () => [1])
    expect(decideStored({ now: [1], before: same, allowed: ALLOWED }, 1)).toMatchObject({
      state: 'pass',
      isAssumed: false,
    })
    expect(decideStored({ now: [1.002], before: same, allowed: 0 }, 1).state).toBe('cannot-tell')
    expect(decideStored({ now: [1.2], before: same, allowed: ALLOWED }, 1).state).toBe('fail')
  })

  it('knows one assumption no better for standing in several places', () => {
    expect(storedDifference([0], [[0]])).toEqual({
      difference: { estimate: 0, standardError: expect.closeTo(2 * ASSUMED_SPREAD, 12), df: expect.closeTo(10, 9) },
      isAssumed: true,
    })
  })

  it('adds the noise that a run of fewer rounds has over those that are stored', () => {
    const stored = [
      [0, 2, 0, 2],
      [1, 3, 1, 3],
      [2, 4, 2, 4],
    ]
    // Means 1, 2, 3: s² = 1. Within runs 4/3. One round instead of four: 4/3 · (1 - 1/4) = 1.
    const { difference } = storedDifference([2], stored)
    expect(difference).toEqual({ estimate: 0, standardError: expect.closeTo(Math.sqrt(1 + 1 / 3 + 1), 12), df: 2 })
    const { difference: same } = storedDifference([1, 3, 1, 3], stored)
    expect(same.standardError).toBeCloseTo(Math.sqrt(1 + 1 / 3), 12)
    expect(storedDifference([1, 3, 1, 3, 1, 3], stored).difference.standardError).toBeCloseTo(same.standardError, 12)
  })

  it('takes no heed of the order of runs and rounds', () => {
    const cell = { now: [0.1, 0.2], before: [[0, 0.1], [0.05]], allowed: ALLOWED }
    const turned = { now: [0.2, 0.1], before: [[0.05], [0.1, 0]], allowed: ALLOWED }
    const [one, other] = [decideStored(cell, 2), decideStored(turned, 2)]
    expect(one.estimate).toBeCloseTo(other.estimate, 12)
    expect(one.regression).toBeCloseTo(other.regression, 12)
  })

  it('sees no more with few stored runs than the spread that is assumed between them allows', () => {
    const [quiet, loud] = [0, 0.2].map((width) =>
      decideStored({ now: [0, width], before: [[0, width]], allowed: ALLOWED }, 1),
    )
    expect(quiet).toMatchObject({ state: 'cannot-tell', isAssumed: true })
    expect(quiet?.visible).toBeGreaterThan(3 * ASSUMED_SPREAD)
    expect(loud?.visible).toBeGreaterThan(quiet?.visible ?? Number.NaN)
  })
})
