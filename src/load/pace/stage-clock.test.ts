import { expect, test } from 'vitest'
import { StageClock } from './stage-clock.ts'

test('stands still between stretches, and before the first', () => {
  const clock = new StageClock()
  expect(clock.stageMs(500)).toBe(0)
  clock.start(1000)
  expect(clock.stageMs(1200)).toBe(200)
  // The last answers were waited for until 1350.
  clock.stop(250)
  expect(clock.stageMs(5000)).toBe(250)
  clock.start(6000)
  expect(clock.stageMs(6010)).toBe(260)
  expect(clock.realMs(300)).toBe(6050)
})
