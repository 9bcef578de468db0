import { describe, expect, it } from 'vitest'
import { msToNext } from './loop.ts'

describe('msToNext', () => {
  it.each([
    ['a turn that took no time waits a whole period', 0, 200],
    ['a turn that took some time waits for the rest', 37, 163],
    ['a timer that came late does not shift those that follow', 412, 188],
    ['a turn that took longer leaves the missed ones out', 730, 70],
    ['a turn that ends on a period’s end waits for the next', 600, 200],
  ])('%s', (_, elapsedMs, expected) => {
    expect(msToNext(elapsedMs, 200)).toBe(expected)
  })
})
