import { describe, expect, it } from 'vitest'
import { normal } from '../../../fixtures/normal.ts'
import { looksUntil } from '../rounds/looks.ts'
import { SeededRandom } from '../statistics/seeded-random.ts'
import { decideFailures, type FailureCount, type FailureRound, type FailuresAnswer } from './decide-failures.ts'

const GATES = 2000
const LAST = 12
const REQUESTS = 400

/** Failures of one start among so many requests. */
type Start = (random: SeededRandom) => number

/** Each request fails by itself with this chance: from one failure to the next it takes a geometric number of requests. */
const single =
  (chance: number): Start =>
  (random) => {
    let failures = 0
    for (let request = 0; chance > 0; failures++) {
      request += chance === 1 ? 1 : 1 + Math.floor(Math.log1p(-random.unit()) / Math.log1p(-chance))
      if (request > REQUESTS) break
    }
    return failures
  }

/** Now and then a start goes wrong, and fails up to so many of its requests. */
const burst =
  (chance: number, most: number): Start =>
  (random) =>
    random.unit() < chance ? 1 + random.below(most) : 0

/** Each start has a chance of its own, around one in a hundred: half of them lie within a factor of 1.6 for a spread of 0.7. */
const uneven =
  (spread: number): Start =>
  (random) =>
    single(Math.min(1, 0.01 * Math.exp(spread * normal(random) - spread ** 2 / 2)))(random)

/** The answer of each of so many gates with two stages, which stop at the look at which neither is left to be told. */
function gates(
  seed: number,
  round: (random: SeededRandom) => readonly [number, number],
  many = GATES,
): readonly FailuresAnswer['state'][] {
  const random = new SeededRandom(seed)
  const looks = looksUntil(LAST, 2)
  const count = (events: number): FailureCount => ({ events, trials: REQUESTS })
  return Array.from({ length: many }, () => {
    const stages = [0, 1].map(() =>
      Array.from({ length: LAST }, (): FailureRound => {
        const [candidate, baseline] = round(random)
        return { candidate: count(candidate), baseline: count(baseline) }
      }),
    )
    for (const { rounds } of looks) {
      const states = stages.map((all) => decideFailures(all.slice(0, rounds), looks, 2).state)
      if (states.includes('fail')) return 'fail'
      if (!states.includes('cannot-tell')) return states.includes('bursts') ? 'bursts' : 'none'
    }
    return 'cannot-tell'
  })
}

const of = (candidate: Start, baseline: Start) => (random: SeededRandom) =>
  [candidate(random), baseline(random)] as const

const shareOf = (states: readonly FailuresAnswer['state'][], state: FailuresAnswer['state']) =>
  states.filter((one) => one === state).length / states.length

describe('simulated gates', { timeout: 60_000 }, () => {
  /** In some rounds the machine or what both depend on is at fault, on both sides alike. */
  const shared = (random: SeededRandom) => {
    const bad = random.unit() < 0.4
    return [bad ? 1 + random.below(80) : 0, bad ? 1 + random.below(80) : 0] as const
  }

  it.each<[string, (random: SeededRandom) => readonly [number, number]]>([
    ['shares that differ between starts', of(uneven(0.7), uneven(0.7))],
    ['shares that differ widely between starts', of(uneven(1.5), uneven(1.5))],
    ['one request in a hundred', of(single(0.01), single(0.01))],
    ['one request in two thousand', of(single(0.0005), single(0.0005))],
    ['bursts in a third of the starts', of(burst(0.3, 120), burst(0.3, 120))],
    ['bursts in most of the starts', of(burst(0.7, 120), burst(0.7, 120))],
    ['large bursts in few of the starts', of(burst(0.08, 400), burst(0.08, 400))],
    ['bursts on both sides of a round', shared],
  ])('of equal images that fail with %s call it a failure in at most 1.5 % of gates, and cannot tell in at most 3 %', (_, round) => {
    const states = gates(1, round)
    expect(shareOf(states, 'fail')).toBeLessThanOrEqual(0.015)
    expect(shareOf(states, 'cannot-tell')).toBeLessThanOrEqual(0.03)
  })

  it('ten stages with one look at six rounds fail in at most 1.5 % of equal images whose starts differ', () => {
    const stages = 10
    const random = new SeededRandom(4)
    const looks = looksUntil(6, stages)
    const start = burst(1, 120)
    const count = (): FailureCount => ({ events: start(random), trials: REQUESTS })
    const failed = Array.from({ length: GATES }, () =>
      Array.from({ length: stages }, () =>
        Array.from({ length: 6 }, (): FailureRound => ({ candidate: count(), baseline: count() })),
      ).some((rounds) => decideFailures(rounds, looks, stages).state === 'fail'),
    ).filter(Boolean)
    expect(failed.length / GATES).toBeLessThanOrEqual(0.015)
  })

  it('a test over requests alone would call bursts of equal images more failures in a third of the gates', () => {
    const random = new SeededRandom(2)
    const start = burst(0.3, 120)
    const looks = looksUntil(6, 1)
    const suspected = Array.from({ length: GATES }, () => {
      const rounds = Array.from({ length: 6 }, () => ({
        candidate: { events: start(random), trials: REQUESTS },
        baseline: { events: start(random), trials: REQUESTS },
      }))
      return decideFailures(rounds, looks, 1)
    })
    const more = suspected.filter(({ state }) => state !== 'none').length / GATES
    expect(more).toBeGreaterThan(0.3)
    expect(suspected.filter(({ state }) => state === 'fail').length / GATES).toBeLessThanOrEqual(0.015)
  })

  it.each<[string, Start, Start]>([
    ['one request in a hundred, the baseline none', single(0.01), single(0)],
    ['one in twenty, the baseline one in a hundred', single(0.05), single(0.01)],
    ['one in ten, the baseline bursts in a tenth of its starts', single(0.1), burst(0.1, 40)],
    ['all, the baseline one in a hundred', single(1), single(0.01)],
    ['bursts in nine of ten starts, the baseline none', burst(0.9, 120), single(0)],
  ])('a candidate that fails %s is caught in at least 95 % of gates', (_, candidate, baseline) => {
    expect(shareOf(gates(3, of(candidate, baseline), 500), 'fail')).toBeGreaterThanOrEqual(0.95)
  })
})

describe('the failures of a stage', () => {
  const looks = looksUntil(12, 1)
  const rounds = (candidate: readonly number[], baseline: readonly number[]): readonly FailureRound[] =>
    candidate.map((events, place) => ({
      candidate: { events, trials: 1000 },
      baseline: { events: baseline[place] ?? 0, trials: 1000 },
    }))
  const none = [0, 0, 0, 0, 0, 0]

  it.each<[string, readonly number[], readonly number[], Omit<FailuresAnswer, 'rounds'>]>([
    ['none at all', none, none, { state: 'none', more: false }],
    ['one more', [0, 0, 1, 0, 0, 0], none, { state: 'none', more: false }],
    ['a few more, in every round', [4, 3, 5, 4, 6, 3], none, { state: 'fail', more: true }],
    ['many more, in one round', [0, 0, 400, 0, 0, 0], none, { state: 'bursts', more: true }],
    ['many more, in three rounds', [0, 90, 400, 0, 80, 0], none, { state: 'bursts', more: true }],
    ['many more, in four rounds', [0, 90, 400, 0, 80, 70], none, { state: 'cannot-tell', more: true }],
    ['many more, in five rounds of six', [9, 8, 0, 7, 9, 8], none, { state: 'cannot-tell', more: true }],
    ['a few more in few rounds: too few requests to doubt', [3, 0, 0, 2, 0, 0], none, { state: 'none', more: true }],
    ['as many as the baseline', [9, 8, 7, 9, 8, 9], [8, 9, 7, 8, 9, 9], { state: 'none', more: false }],
    ['fewer', none, [9, 8, 7, 9, 8, 9], { state: 'none', more: false }],
    ['before the first look', [9, 8, 7, 9, 8], none, { state: 'cannot-tell', more: true }],
    ['no rounds', [], [], { state: 'none', more: false }],
  ])('%s: %j against %j', (_, candidate, baseline, answer) => {
    expect(decideFailures(rounds(candidate, baseline), looks, 1)).toMatchObject(answer)
  })

  it('fail where all starts are apart, also where six rounds can say no more', () => {
    const apart = rounds([40, 30, 50, 40, 60, 30], none)
    expect(decideFailures(apart, looksUntil(6, 12), 12).state).toBe('fail')
    // A later look can say more: it is waited for.
    expect(decideFailures(apart, looksUntil(12, 12), 12).state).toBe('cannot-tell')
    const nearly = rounds([40, 30, 50, 40, 60, 1], [0, 0, 0, 2, 0, 0])
    expect(decideFailures(nearly, looksUntil(6, 12), 12).state).toBe('cannot-tell')
  })

  it('stay what a look has shown, and take no heed of the order of rounds', () => {
    const later = rounds([4, 3, 5, 4, 6, 3, 0, 0], [0, 0, 0, 0, 0, 0, 30, 30])
    expect(decideFailures(later, looks, 1)).toEqual({ state: 'fail', more: true, rounds: 6 })
    const turned = rounds([3, 6, 4, 5, 3, 4], none)
    expect(decideFailures(turned, looks, 1)).toEqual(decideFailures(rounds([4, 3, 5, 4, 6, 3], none), looks, 1))
  })
})
