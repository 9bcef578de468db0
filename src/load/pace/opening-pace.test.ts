import { describe, expect, test } from 'vitest'
import { OpeningPace } from './opening-pace.ts'

function newPace() {
  let woken = 0
  const pace = new OpeningPace(() => woken++)
  return { pace, wokenSoOften: () => woken }
}

/** Opens as many as may be opened at that time. */
function openAll(pace: OpeningPace, atMs: number) {
  const openings = []
  while (pace.mayOpen(atMs)) openings.push(pace.began(atMs))
  pace.end()
  return openings
}

describe('connections are opened', () => {
  test('some in one go, and more as time goes on', () => {
    const { pace } = newPace()
    expect([100, 101, 104, 200].map((atMs) => openAll(pace, atMs).length)).toEqual([64, 16, 48, 64])
  })

  test('only so many before others are answered, each of which makes room for one', () => {
    const { pace } = newPace()
    const [first] = [100, 104, 108, 112].map((atMs) => openAll(pace, atMs))
    expect(openAll(pace, 116).length).toBe(0)
    for (const opening of first?.slice(0, 10) ?? []) {
      pace.settled(opening)
      pace.settled(opening)
    }
    expect(openAll(pace, 116).length).toBe(10)
  })

  test('on a server that does not answer all the same, once they must have been accepted', () => {
    const { pace } = newPace()
    for (const atMs of [100, 104, 108, 112]) openAll(pace, atMs)
    expect([149, 150, 155].map((atMs) => openAll(pace, atMs).length)).toEqual([0, 64, 64])
  })

  test('by whoever is woken by the next answer, and only where more were wanted', async () => {
    const { pace, wokenSoOften } = newPace()
    const [first, second] = [pace.began(100), pace.began(100)]
    pace.settled(first)
    await Promise.resolve()
    expect(wokenSoOften()).toBe(0)
    while (pace.mayOpen(100)) pace.began(100)
    pace.settled(second)
    await Promise.resolve()
    expect(wokenSoOften()).toBe(1)
    pace.end()
  })

  test('before those that were first go on', () => {
    const { pace } = newPace()
    const gone: string[] = []
    pace.goOn(() => gone.push('held'))
    expect(gone).toEqual([])
    pace.allBegun()
    pace.goOn(() => gone.push('later'))
    expect(gone).toEqual(['held', 'later'])
  })
})
