import { describe, expect, test } from 'vitest'
import { ClosingHabit, type CutOff } from './closing-habit.ts'

const AT_ONCE: CutOff = { method: 'GET', afterMs: 0.2, idleMs: 100, by: 'end' }

test.each<[string, Partial<CutOff>, boolean]>([
  ['an end at once', {}, true],
  ['an end at once, back to back', { idleMs: 0 }, true],
  ['an end later', { afterMs: 3 }, false],
  ['a reset at once of an idle connection', { by: 'reset' }, true],
  ['a reset at once, back to back', { by: 'reset', idleMs: 1 }, false],
  ['a reset later', { by: 'reset', afterMs: 3 }, false],
  ['a PUT', { method: 'PUT' }, true],
  ['a POST', { method: 'POST' }, false],
  ['a method of its own', { method: 'get' }, false],
])('forgives or not: %s', (_name, given, forgiven) => {
  const habit = new ClosingHabit()
  expect(habit.forgives({ ...AT_ONCE, ...given })).toBe(forgiven)
  expect(habit.resent).toBe(forgiven ? 1 : 0)
})

describe('a server that ends connections on requests only', () => {
  test('is soon not forgiven any more', () => {
    const habit = new ClosingHabit()
    habit.joined()
    const forgiven = Array.from({ length: 50 }, () => habit.forgives(AT_ONCE))
    expect(forgiven.filter((one) => one)).toHaveLength(9)
    expect(habit.resent).toBe(9)
  })

  test('is forgiven on when it is seen to end them between requests too', () => {
    const habit = new ClosingHabit()
    for (let time = 0; time < 100; time++) {
      expect(habit.forgives(AT_ONCE)).toBe(true)
      habit.endedBetween(5000)
    }
  })
})

describe('where connections were closed that had been idle for a minute', () => {
  test.each<[string, Partial<CutOff>, boolean]>([
    ['an end as late as a busy machine makes it', { idleMs: 60_000, afterMs: 50 }, true],
    ['a reset likewise', { idleMs: 55_000, afterMs: 50, by: 'reset' }, true],
    ['an end later than that', { idleMs: 60_000, afterMs: 150 }, false],
    ['an end after less idleness', { idleMs: 30_000, afterMs: 50 }, false],
    ['a POST', { idleMs: 60_000, method: 'POST' }, false],
  ])('forgives or not: %s', (_name, given, forgiven) => {
    const habit = new ClosingHabit()
    habit.endedBetween(60_000)
    expect(habit.forgives({ ...AT_ONCE, ...given })).toBe(forgiven)
  })
})

describe('before the next request the loop turns', () => {
  const wary = (habit: ClosingHabit) => Array.from({ length: 1000 }, () => habit.isWary()).filter((one) => one).length

  test('at first, and not any more where idle connections end', () => {
    const habit = new ClosingHabit()
    expect(wary(habit)).toBe(256)
    habit.endedBetween(5000)
    expect(wary(habit)).toBe(0)
  })

  test('for a while after an end that may have crossed a request, forgiven or not', () => {
    const habit = new ClosingHabit()
    wary(habit)
    habit.forgives({ ...AT_ONCE, method: 'POST' })
    expect(wary(habit)).toBe(256)
  })

  test('always where a connection ended right after its answer', () => {
    const habit = new ClosingHabit()
    habit.endedBetween(0.1)
    expect(wary(habit)).toBe(1000)
  })
})
