import { expect, it } from 'vitest'
import { parseProcStat } from './host-cpu.ts'

it('counts as busy what was run, and neither idle, nor waiting for a disk, nor what others took; guests are in user already', () => {
  const text =
    'cpu  1000 20 300 90000 4000 5 60 700 250 0\ncpu0 500 10 150 45000 2000 5 30 350 125 0\ncpu1 500 10 150 45000 2000 0 30 350 125 0\nintr 12 0\nctxt 5\n'
  expect(parseProcStat(text)).toEqual({ cores: 2, busySeconds: 13.85, stolenSeconds: 7 })
})

it('reads nothing from what is no such file', () => {
  expect(parseProcStat('intr 12 0\n')).toBeNull()
})
