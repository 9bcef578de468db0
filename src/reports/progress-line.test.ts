import { describe, expect, test } from 'vitest'
import { PROGRESS } from '../../fixtures/progress.ts'
import { createPacer, progressBar, progressLine } from './progress-line.ts'

describe('a progress line', () => {
  test('says where the run is and how it goes', () => {
    expect(progressLine(PROGRESS)).toBe('round 1 of 3, steady: 5 of 10 s, 357 RPS, p95 37 ms, 0 failed, 41 s left')
  })

  test('says that a stage is a warm-up and that there is no latency yet', () => {
    expect(progressLine({ ...PROGRESS, warmUp: true, p95Ms: null })).toBe(
      'round 1 of 3, steady (warm-up): 5 of 10 s, 357 RPS, p95 -, 0 failed, 41 s left',
    )
  })

  test('keeps a stage name from commanding the runner', () => {
    expect(progressLine({ ...PROGRESS, stage: 'a\n::error::x ##[error]' })).toContain('a ::error::x ## [error]')
  })

  test.each([
    [0, '[..........]'],
    [5000, '[#####.....]'],
    [9999, '[#########.]'],
    [99_999, '[##########]'],
    [-1, '[..........]'],
  ])('after %i ms of 10 s has the bar %s', (stageElapsedMs, bar) => {
    expect(progressBar({ ...PROGRESS, stageElapsedMs })).toBe(
      `round 1 of 3, steady  ${bar}  41 s left  357 RPS  p95 37 ms  0 failed`,
    )
  })

  test('has an empty bar for a stage without a duration', () => {
    expect(progressBar({ ...PROGRESS, stageMs: 0 })).toContain('[..........]')
  })
})

describe('the pace of plain lines', () => {
  test('is one at the start of a stage, of a round and of a turn, then one every 5 s', () => {
    const isDue = createPacer()
    const seen = [
      { round: 1, stage: 'warm-up', stageElapsedMs: 0 },
      { round: 1, stage: 'warm-up', stageElapsedMs: 4999 },
      { round: 1, stage: 'warm-up', stageElapsedMs: 5000 },
      { round: 1, stage: 'warm-up', stageElapsedMs: 9000 },
      { round: 1, stage: 'steady', stageElapsedMs: 9500 },
      { round: 2, stage: 'steady', stageElapsedMs: 9600 },
      { round: 2, stage: 'steady', stageElapsedMs: 100 },
    ].map((moment) => isDue({ ...PROGRESS, ...moment }))
    expect(seen).toEqual([true, false, true, false, true, true, true])
  })

  const pace = (stageMs: number, moments: readonly number[]) => {
    const isDue = createPacer()
    return moments.filter((stageElapsedMs) => isDue({ ...PROGRESS, stageMs, stageElapsedMs }))
  }

  test.each([
    ['a short stage', 3000, [251, 502, 2510, 2761, 3012], [251, 2761]],
    ['a stage whose last event comes before its end', 3000, [250, 2700, 2760], [250, 2760]],
    ['a stage that waits for its last answers', 3000, [250, 2990, 3240, 3490, 7000], [250, 2990]],
    ['a long stage', 10_000, [250, 5250, 9500, 9800, 10_050], [250, 5250, 9800]],
    ['a stage that is over with its first event', 200, [250], [250]],
  ])('says how %s ended, once', (_, stageMs, moments, printed) => {
    expect(pace(stageMs, moments)).toEqual(printed)
  })
})
