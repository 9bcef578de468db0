import { expect, test } from 'vitest'
import { nothingYet, type Sample } from './reading.ts'
import { addUsed, usedNow } from './used-now.ts'

/** Five samples a second of a container that uses so many cores. */
function samples(cores: number, seconds: number): readonly Sample[] {
  return Array.from({ length: seconds * 5 + 1 }, (_, place) => ({
    ...nothingYet,
    atMs: 5000 + place * 200,
    cpuSeconds: cores * place * 0.2,
    workingSetBytes: place,
  }))
}

test.each([
  ['its start alone says nothing', samples(1, 0), null],
  ['a moment after its start counts from there', samples(0.5, 0.4), { cpus: 0.5, memoryBytes: 2 }],
  ['later it is the last second', [...samples(0, 4), ...later(samples(1, 1), 4200)], { cpus: 1, memoryBytes: 5 }],
] as const)('what a container uses now: %s', (_, given, used) => {
  const now = usedNow(given)
  if (used === null) expect(now).toBeNull()
  else expect(now).toEqual({ cpus: expect.closeTo(used.cpus, 9), memoryBytes: used.memoryBytes })
})

function later(given: readonly Sample[], byMs: number): readonly Sample[] {
  return given.map((sample) => ({ ...sample, atMs: sample.atMs + byMs }))
}

test('a counter that fell, as after a restart, is no use', () => {
  const [first, ...rest] = samples(-1, 1)
  expect(usedNow(first === undefined ? [] : [first, ...rest])?.cpus).toBe(0)
})

test('replicas add up', () => {
  expect(
    addUsed([
      { cpus: 0.5, memoryBytes: 10 },
      { cpus: 1, memoryBytes: 20 },
    ]),
  ).toEqual({ cpus: 1.5, memoryBytes: 30 })
})
