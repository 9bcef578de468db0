import { expect, test } from 'vitest'
import { type Course, timeLeft } from './time-left.ts'

/** A run of three rounds of 10 s of load each, in its first round. */
const FIRST: Course = { elapsedMs: 0, plannedLoadMs: 10_000, drivenMs: 0, earlierMs: [], roundsAfter: 2 }

test.each<[string, Partial<Course>, number | null]>([
  ['at the very beginning is all the load', {}, 30_000],
  ['counts a start of 4 s for the rounds after it, too', { elapsedMs: 4000 }, 10_000 + 2 * 14_000],
  ['falls with the load', { elapsedMs: 10_000, drivenMs: 6000 }, 4000 + 2 * 14_000],
  [
    'takes later rounds to be as long as earlier ones',
    { earlierMs: [15_000, 17_000], roundsAfter: 1 },
    16_000 + 16_000,
  ],
  [
    'lets a round that started faster than usual end sooner',
    { elapsedMs: 1000, drivenMs: 1000, earlierMs: [12_000], roundsAfter: 0 },
    9000 + 2000,
  ],
  [
    'never counts a start that took longer than usual twice',
    { elapsedMs: 9000, drivenMs: 1000, earlierMs: [12_000], roundsAfter: 0 },
    9000,
  ],
  ['is nothing when the last load is over', { elapsedMs: 14_000, drivenMs: 10_000, roundsAfter: 0 }, 0],
  [
    'is never negative where a stage takes longer than planned',
    { elapsedMs: 20_000, drivenMs: 16_000, roundsAfter: 0 },
    0,
  ],
  ['is not known in a first round with a stage by count', { plannedLoadMs: null }, null],
  [
    'is known by earlier rounds where a stage ends by a count',
    { plannedLoadMs: null, elapsedMs: 5000, earlierMs: [20_000], roundsAfter: 1 },
    35_000,
  ],
  [
    'is that of the rounds after it where such a round takes longer',
    { plannedLoadMs: null, elapsedMs: 25_000, earlierMs: [20_000], roundsAfter: 1 },
    20_000,
  ],
])('the time left %s', (_, given, expected) => {
  expect(timeLeft({ ...FIRST, ...given })).toBe(expected)
})
