import { describe, expect, it } from 'vitest'
import { SeededRandom } from '../statistics/seeded-random.ts'
import {
  type Answer,
  type BoundarySearch,
  bracketOf,
  MOST_REPEATS,
  mostPositions,
  nextPosition,
  type Seen,
} from './boundary.ts'

/** Asks until there is an answer; `say` gives what each position says. */
function search(
  given: BoundarySearch,
  say: (at: number) => Answer,
  from: Seen = [],
): { seen: Seen; found: ReturnType<typeof bracketOf> } {
  const seen = [...from]
  for (let asked = 0; asked < 200; asked++) {
    const step = nextPosition(given, seen)
    if ('found' in step) return { seen, found: step.found }
    expect(step.ask).toBeGreaterThanOrEqual(0)
    expect(step.ask).toBeLessThanOrEqual(given.last)
    seen.push({ at: step.ask, answer: say(step.ask) })
  }
  throw new Error('the search does not end')
}

const positionsOf = (seen: Seen) => new Set(seen.map(({ at }) => at)).size
const LASTS = [0, 1, 2, 3, 7, 31, 62, 124]

describe('a boundary', () => {
  it('is found exactly, or found missing, wherever it is and whatever the hint, within 2 × log2(steps) + 3 positions', () => {
    for (const last of LASTS) {
      for (let boundary = 0; boundary <= last + 1; boundary++) {
        for (let hint = 0; hint <= last; hint += Math.max(1, Math.floor(last / 9))) {
          const given = { last, hint, confirm: true, most: mostPositions(last) }
          // The end is known to begin with, as in a search that looks there first.
          const first: Seen = [{ at: last, answer: last >= boundary ? 'yes' : 'no' }]
          const { seen, found } = search(given, (at) => (at >= boundary ? 'yes' : 'no'), first)
          expect(found, `${last} ${boundary} ${hint}`).toEqual({
            yes: boundary > last ? null : boundary,
            no: boundary === 0 ? null : boundary - 1,
          })
          expect(positionsOf(seen)).toBeLessThanOrEqual(2 * Math.log2(Math.max(1, last)) + 3)
        }
      }
    }
  })

  it('takes few positions where the hint is close', () => {
    const given = { last: 124, hint: 60, confirm: false, most: mostPositions(124) }
    const { seen } = search(given, (at) => (at >= 61 ? 'yes' : 'no'))
    expect(seen.map(({ at }) => at)).toEqual([60, 61])
  })

  it('is measured again at both ends of the answer, and a third time where that disagrees', () => {
    const given = { last: 8, hint: 4, confirm: true, most: mostPositions(8) }
    let fives = 0
    const { seen, found } = search(given, (at) => (at > 5 || (at === 5 && ++fives !== 2) ? 'yes' : 'no'))
    expect(seen.filter(({ at }) => at === 5).map(({ answer }) => answer)).toEqual(['yes', 'no', 'yes'])
    expect(found).toEqual({ yes: 5, no: 4 })
  })

  it('is found to within a few steps where answers near it are chance, and never by more positions', () => {
    const last = 124
    let close = 0
    const RUNS = 300
    for (let seed = 1; seed <= RUNS; seed++) {
      const random = new SeededRandom(seed)
      const boundary = 5 + Math.floor(random.unit() * 110)
      // Within two steps of the boundary the answer is chance; beyond that it is wrong once in fifty.
      const say = (at: number): Answer => {
        const right = at >= boundary ? 'yes' : 'no'
        const wrongShare = Math.abs(at - boundary + 0.5) < 2 ? 0.3 : 0.02
        return random.unit() < wrongShare ? (right === 'yes' ? 'no' : 'yes') : right
      }
      const { seen, found } = search(
        { last, hint: Math.floor(random.unit() * last), confirm: true, most: mostPositions(last) },
        say,
      )
      expect(positionsOf(seen)).toBeLessThanOrEqual(2 * Math.log2(last) + 3)
      expect(seen.length - positionsOf(seen)).toBeLessThanOrEqual(MOST_REPEATS)
      if (found.yes !== null && Math.abs(found.yes - boundary) <= 3) close++
    }
    expect(close / RUNS).toBeGreaterThan(0.9)
  })

  it('is never measured again more often than that, however much the answers are chance, and then an even one is a no', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new SeededRandom(seed)
      const given = { last: 62, hint: 30, confirm: true, most: mostPositions(62) }
      const { seen, found } = search(given, () => (random.unit() < 0.5 ? 'yes' : 'no'))
      expect(seen.length - positionsOf(seen)).toBeLessThanOrEqual(MOST_REPEATS)
      const answers = seen.filter(({ at }) => at === found.yes).map(({ answer }) => answer)
      const yes = answers.filter((answer) => answer === 'yes').length
      if (found.yes !== null) expect(2 * yes).toBeGreaterThan(answers.length)
    }
  })

  it('lies above every position that says no by majority, also where a lower one says yes', () => {
    const seen: Seen = [
      { at: 3, answer: 'yes' },
      { at: 5, answer: 'no' },
      { at: 7, answer: 'yes' },
    ]
    expect(bracketOf(seen)).toEqual({ yes: 7, no: 5 })
  })
})
