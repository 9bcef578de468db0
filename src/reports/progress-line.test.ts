import { describe, expect, test } from 'vitest'
import { driving, PROGRESS, starting } from '../../fixtures/progress.ts'
import { words } from '../model/outside.ts'
import type { Driving } from '../model/progress.ts'
import { createPacer, progressLine } from './progress-line.ts'

describe('a progress line', () => {
  test('says where the run is and how it goes', () => {
    expect(progressLine(PROGRESS)).toBe(
      'round 1 of 3, steady: 5 of 10 s, 357 RPS, p95 37 ms, 0 failed, CPU 0.98 of 1, memory 312 of 512 MiB, 41 s left',
    )
  })

  test('leaves out what is not known', () => {
    const line = progressLine(driving({ plannedMs: null, p95Ms: null, usage: null }, { left: null }))
    expect(line).toBe('round 1 of 3, steady: 5 s, 357 RPS, p95 -, 0 failed')
  })

  test('says that a stage is a warm-up and, where there are two, which side is driven', () => {
    expect(progressLine(driving({ warmUp: true }))).toContain('steady (warm-up): ')
    expect(progressLine(driving({ stage: 'warm-up', warmUp: true }))).toContain(' warm-up: ')
    expect(progressLine(driving({}, { sides: ['candidate', 'baseline'] }))).toContain('steady (candidate): ')
    expect(progressLine(driving({ warmUp: true }, { sides: ['candidate', 'baseline'] }))).toContain(
      'steady (warm-up, candidate): ',
    )
  })

  test('says that targets are being started', () => {
    expect(progressLine(starting({ left: { ms: 90_000, atMost: true } }))).toBe(
      'round 1 of 3: starting, at most 1m30s left',
    )
  })

  test('says of a capacity run which configuration it is, and the round only where there are several', () => {
    const trial = { what: words`knee: 8 connections`, number: 4, most: 32 }
    const left = { ms: 90_000, atMost: true }
    expect(progressLine(starting({ trial, rounds: 1, left }))).toBe(
      'knee: 8 connections (4 of at most 32): starting, at most 1m30s left',
    )
    expect(progressLine(driving({ usage: null }, { trial, rounds: 1, left }))).toBe(
      'knee: 8 connections (4 of at most 32), steady: 5 of 10 s, 357 RPS, p95 37 ms, 0 failed, at most 1m30s left',
    )
    expect(progressLine(starting({ trial, left: null }))).toBe(
      'knee: 8 connections (4 of at most 32), round 1 of 3: starting',
    )
  })

  test('keeps a stage name from commanding the runner', () => {
    expect(progressLine(driving({ stage: 'a\n::error::x ##[error]' }))).toContain('a ::error::x ## [error]')
  })
})

describe('the pace of plain lines', () => {
  test('is one at the start of a stage, of a round and of a turn, then one every 5 s', () => {
    const isDue = createPacer()
    const moment = (round: number, stage: string, elapsedMs: number) => driving({ stage, elapsedMs }, { round })
    const seen = [
      moment(1, 'warm-up', 0),
      moment(1, 'warm-up', 4999),
      moment(1, 'warm-up', 5000),
      moment(1, 'warm-up', 9000),
      moment(1, 'steady', 9500),
      moment(2, 'steady', 9600),
      moment(2, 'steady', 100),
    ].map(isDue)
    expect(seen).toEqual([true, false, true, false, true, true, true])
  })

  test('is one when a round begins, and one when its targets are ready', () => {
    const isDue = createPacer()
    const told = [starting(), starting(), driving({ elapsedMs: 9000 }), starting({ round: 2 })]
    expect(told.map(isDue)).toEqual([true, false, true, true])
  })

  test('is one where a configuration begins, also after one that did not start', () => {
    const isDue = createPacer()
    const at = (number: number) => ({ trial: { what: words`memory-floor: 64 MiB`, number, most: 9 }, rounds: 1 })
    const told = [starting(at(1)), starting(at(1)), starting(at(2)), driving({}, at(2)), driving({}, at(3))]
    expect(told.map(isDue)).toEqual([true, false, true, true, true])
  })

  const pace = (plannedMs: Driving['plannedMs'], moments: readonly number[]) => {
    const isDue = createPacer()
    return moments.filter((elapsedMs) => isDue(driving({ plannedMs, elapsedMs })))
  }

  test.each([
    ['a short stage', 3000, [251, 502, 2510, 2761, 3012], [251, 2761]],
    ['a stage whose last event comes before its end', 3000, [250, 2700, 2760], [250, 2760]],
    ['a stage that waits for its last answers', 3000, [250, 2990, 3240, 3490, 7000], [250, 2990]],
    ['a long stage', 10_000, [250, 5250, 9500, 9800, 10_050], [250, 5250, 9800]],
    ['a stage that is over with its first event', 200, [250], [250]],
  ])('says how %s ended, once', (_, plannedMs, moments, printed) => {
    expect(pace(plannedMs, moments)).toEqual(printed)
  })

  test('of a stage by count goes on until it ends', () => {
    expect(pace(null, [250, 5250, 10_250, 10_500])).toEqual([250, 5250, 10_250])
  })
})
