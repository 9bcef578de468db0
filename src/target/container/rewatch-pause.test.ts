import { expect, test } from 'vitest'
import { rewatchPause } from './rewatch-pause.ts'

test('connections that break at once are opened again after longer and longer pauses, up to five seconds', () => {
  const pauses: number[] = []
  for (let times = 0; times < 8; times++) pauses.push(rewatchPause(pauses.at(-1) ?? null, 10))
  expect(pauses).toEqual([200, 400, 800, 1600, 3200, 5000, 5000, 5000])
})

test('one that held for a while is opened again soon', () => {
  expect(rewatchPause(null, 60_000)).toBe(200)
  expect(rewatchPause(5000, 5000)).toBe(200)
  expect(rewatchPause(5000, 4999)).toBe(5000)
})
