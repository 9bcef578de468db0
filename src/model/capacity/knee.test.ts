import { describe, expect, it } from 'vitest'
import { normal } from '../../../fixtures/normal.ts'
import { SeededRandom } from '../statistics/seeded-random.ts'
import { MOST_REPEATS } from './boundary.ts'
import { type KneeFound, kneeSearch, type LevelPoint, nextLevel } from './knee.ts'
import { geometricGrid } from './levels.ts'

const SEARCH = kneeSearch(geometricGrid({ from: 1, to: 128 }, 0.1, 1), true)
const SLOTS = 12
/** From so many connections on the threshold is missed. */
const MISSED_FROM = 48

/** Asks until there is an answer. `say` gives what a level shows the `time`th time, from 1 on. */
function search(say: (amount: number, time: number) => LevelPoint): { found: KneeFound; asked: readonly number[] } {
  const points: LevelPoint[] = []
  for (;;) {
    const step = nextLevel(SEARCH, points)
    const asked = points.map(({ amount }) => amount)
    if (!('ask' in step)) return { found: step, asked }
    if (asked.length > 60) throw new Error('the search does not end')
    points.push(say(step.ask, 1 + asked.filter((amount) => amount === step.ask).length))
  }
}

const level = (amount: number, given: Partial<LevelPoint> = {}): LevelPoint => ({
  amount,
  rps: 10 * Math.min(SLOTS, amount),
  meets: amount < MISSED_FROM,
  unsure: false,
  ...given,
})
const times = (asked: readonly number[], wanted: number) => asked.filter((amount) => amount === wanted).length

describe('the levels of a search for the knee', () => {
  const whole = search((amount) => level(amount))

  it('end at a miss that was seen twice, and say up to where the thresholds hold', () => {
    expect(whole.found).toMatchObject({ knee: { amount: SLOTS }, missedAt: 48, within: { amount: 43 } })
    // The one that ended the climb, and the lightest of all.
    expect([times(whole.asked, 64), times(whole.asked, 48), times(whole.asked, 43)]).toEqual([2, 2, 1])
  })

  it.each([1, 2, 8, 32, 43])('do not end at %i where one miss of three was chance', (at) => {
    const { found, asked } = search((amount, time) =>
      level(amount, amount === at && time === 1 ? { meets: false } : {}),
    )
    expect(found).toEqual(whole.found)
    expect(times(asked, at)).toBe(3)
  })

  it('end at a miss that two of three confirm', () => {
    const { found, asked } = search((amount, time) => level(amount, amount === 4 && time !== 2 ? { meets: false } : {}))
    expect(found.missedAt).toBe(4)
    expect(Math.max(...asked)).toBe(4)
    expect(times(asked, 4)).toBe(3)
  })

  it('are not asked for again where a busy machine let nothing be known of them', () => {
    const { found, asked } = search((amount) => level(amount, amount === 4 ? { meets: false, unsure: true } : {}))
    expect(found.missedAt).toBe(4)
    expect(times(asked, 4)).toBe(1)
  })

  it('are never more than 2 × log2(range / resolution) + 3, and the knee is near where numbers differ by 3 %', () => {
    const off = Array.from({ length: 200 }, (_, seed) => {
      const random = new SeededRandom(seed)
      const { found, asked } = search((amount) => {
        const wobble = 1 + 0.03 * normal(random)
        return level(amount, { rps: 10 * Math.min(SLOTS, amount) * wobble, meets: amount / wobble < MISSED_FROM })
      })
      expect(new Set(asked).size).toBeLessThanOrEqual(2 * Math.log2(127) + 3)
      expect(asked.length - new Set(asked).size).toBeLessThanOrEqual(MOST_REPEATS)
      return Math.abs((found.knee?.amount ?? Number.NaN) - SLOTS)
    })
    // One load of many that falls short of the plateau by chance does not put the knee behind itself.
    expect(off.filter((one) => one <= 2).length).toBeGreaterThanOrEqual(190)
  })

  it('are never measured again more often than that, however much of what they show is chance', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new SeededRandom(seed)
      const { asked } = search((amount) => level(amount, { meets: random.unit() < 0.6 }))
      expect(asked.length - new Set(asked).size).toBeLessThanOrEqual(MOST_REPEATS)
    }
  })
})
