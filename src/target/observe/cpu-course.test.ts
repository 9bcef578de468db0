import { expect, test } from 'vitest'
import { CpuCourse } from './cpu-course.ts'

/** Half a core from 1000 to 3000, a whole one to 5000. */
function course(): CpuCourse {
  const made = new CpuCourse()
  for (const [atMs, seconds] of [
    [1000, 40],
    [3000, 41],
    [5000, 43],
  ] as const)
    made.add(atMs, seconds)
  return made
}

test.each([
  ['between two readings', 1500, 2500, 0.5],
  ['over several', 2000, 4000, 1.5],
  ['from before the first reading on, of which nothing is known', 0, 2000, 0.5],
  ['up to after the last one', 4000, 9000, 1],
  ['in no time', 2000, 2000, 0],
])('CPU time %s', (_, fromMs, toMs, seconds) => {
  expect(course().within(fromMs, toMs)).toBeCloseTo(seconds, 9)
})

test('a counter that begins again is never less than nothing', () => {
  const made = course()
  made.add(6000, 1)
  expect(made.within(4000, 6000)).toBe(0)
})

test('what was never read has used nothing', () => {
  expect(new CpuCourse().within(0, 1000)).toBe(0)
})
