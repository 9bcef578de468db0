import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Patience } from './patience.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('runs out once, after so many seconds without a sign', () => {
  const ranOut = vi.fn()
  const patience = new Patience(3, ranOut)
  vi.advanceTimersByTime(2900)
  patience.renew()
  vi.advanceTimersByTime(2900)
  expect(ranOut).not.toHaveBeenCalled()
  vi.advanceTimersByTime(20_000)
  expect(ranOut).toHaveBeenCalledTimes(1)
})

test('that was ended never runs out', () => {
  const ranOut = vi.fn()
  new Patience(1, ranOut).end()
  vi.advanceTimersByTime(5000)
  expect(ranOut).not.toHaveBeenCalled()
})
