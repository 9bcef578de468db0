import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../fixtures/random.ts'
import { decidePairs } from '../judge/decide-pairs.ts'
import { looksUntil } from '../rounds/looks.ts'
import { decidingBounds } from './deciding-bounds.ts'

const LOOKS = looksUntil(12, 3)
const ALLOWED = Math.log(1.05)

/** Rounds around some effect, from well within the tolerance to well beyond it, some of them wild. */
function someRounds(random: () => number): readonly number[] {
  const effect = 0.2 * random() - 0.05
  const spread = 0.05 * random()
  const wild = random() < 0.3 ? 1 : 0
  return Array.from(
    { length: 12 },
    (_, place) => effect + spread * (random() - 0.5) - (place === 2 ? wild * effect : 0),
  )
}

describe('the bounds of a look', () => {
  it('say what decides: a lower one above the tolerance is a failure, an upper one below it a pass', () => {
    const random = createRandom(7)
    const seen = new Set<string>()
    for (let run = 0; run < 2000; run++) {
      const cell = { logRatios: someRounds(random), allowed: ALLOWED }
      for (const look of LOOKS) {
        const [bounds] = decidingBounds(cell, [look])
        if (bounds === undefined) throw new Error('a look was not reached')
        const fails = bounds.low !== null && bounds.low >= ALLOWED
        const passes = (bounds.high ?? 0) <= ALLOWED
        const { state, slower } = decidePairs(cell, [look])
        seen.add(`${state} ${bounds.low === null}`)
        expect(slower).toBe(bounds.low !== null && bounds.low >= 0)
        expect({ fails: state === 'fail', passes: state === 'pass' }).toEqual({ fails, passes })
      }
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['fail false', 'likely false', 'pass true', 'cannot-tell false', 'cannot-tell true']),
    )
  })

  it('are there for the looks that were reached, of the rounds up to each', () => {
    const early = [0.01, 0.02, 0.01, 0.02, 0.01, 0.02, 0.01, 0.02, 0.9]
    const bounds = decidingBounds({ logRatios: early, allowed: ALLOWED }, LOOKS)
    expect(bounds.map(({ rounds }) => rounds)).toEqual([6, 8])
    expect(bounds.map(({ estimate }) => estimate)).toEqual([expect.closeTo(0.015), expect.closeTo(0.015)])
  })
})
