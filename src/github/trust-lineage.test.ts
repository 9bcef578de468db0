import { expect, test } from 'vitest'
import { firstContained } from './trust-lineage.ts'

/** Commits by their places; which of them the base contains. */
async function search(contained: readonly boolean[]) {
  const asked: string[] = []
  const contains = async (sha: string) => {
    asked.push(sha)
    return contained[Number(sha)] ?? false
  }
  const place = await firstContained(
    contained.map((_, index) => String(index)),
    contains,
  )
  return { place, calls: new Set(asked).size }
}

test.each([
  1, 2, 3, 7, 8, 50, 100,
])('of %i commits the first that the base contains is found, wherever it is', async (count) => {
  for (let first = 0; first < count; first += 1) {
    const { place, calls } = await search(Array.from({ length: count }, (_, index) => index >= first))
    expect(place).toBe(first)
    expect(calls).toBeLessThanOrEqual(14)
  }
})

test('the newest is asked about first, and nothing more where it is contained', async () => {
  expect(await search([true, true, true])).toEqual({ place: 0, calls: 1 })
})

test('where none is contained, each is left to be asked about', async () => {
  expect((await search([false, false, false, false])).place).toBe(0)
  expect(await search([])).toEqual({ place: 0, calls: 0 })
})
