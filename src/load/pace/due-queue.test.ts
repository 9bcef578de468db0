import { expect, test } from 'vitest'
import { SeededRandom } from '../../model/statistics/seeded-random.ts'
import { DueQueue } from './due-queue.ts'

test('gives everything back in the order in which it is due, also while more is added', () => {
  const random = new SeededRandom(3)
  const queue = new DueQueue<number>()
  const taken: number[] = []
  for (let step = 0; step < 2000; step++) {
    // What is added is never due before what was taken.
    const due = (taken.at(-1) ?? 0) + random.below(1000)
    queue.add(due, due)
    if (random.below(3) === 0) taken.push(queue.take(Number.POSITIVE_INFINITY) ?? -1)
  }
  for (let rest = queue.take(Number.POSITIVE_INFINITY); rest !== null; rest = queue.take(Number.POSITIVE_INFINITY))
    taken.push(rest)
  expect(taken.length).toBe(2000)
  expect(taken).toEqual(taken.toSorted((one, other) => one - other))
})

test('keeps what is not due yet', () => {
  const queue = new DueQueue<string>()
  expect(queue.nextMs).toBe(Number.POSITIVE_INFINITY)
  queue.add('late', 20)
  queue.add('early', 10)
  expect(queue.take(9)).toBeNull()
  expect(queue.take(10)).toBe('early')
  expect(queue.take(10)).toBeNull()
  expect(queue.nextMs).toBe(20)
})
