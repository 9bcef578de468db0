import { describe, expect, it } from 'vitest'
import { capacityRun } from '../../../fixtures/capacity-run.ts'
import { encodeCapacity } from './capacity-file.ts'
import { isCapacityText, readCapacity } from './read-capacity.ts'

const capacity = capacityRun()
const text = encodeCapacity(capacity, {})

/** The file with one value changed. */
function changed(path: readonly (string | number)[], value: unknown): string {
  const file = JSON.parse(text)
  const owner = path.slice(0, -1).reduce((part, key) => part[key], file)
  owner[path.at(-1) ?? ''] = value
  return JSON.stringify(file)
}

describe('a capacity file', () => {
  it('is read as it was written', () => {
    expect(readCapacity(text)).toEqual({ state: 'good', capacity })
  })

  it('of an interrupted run is read, too', () => {
    const half = capacityRun({ most: 3 })
    expect(readCapacity(encodeCapacity(half, {}))).toEqual({ state: 'good', capacity: half })
  })

  it('of a newer format says which', () => {
    expect(readCapacity(changed(['schema'], 9))).toEqual({ state: 'newer', schema: 9 })
  })

  it.each([
    '',
    'no JSON',
    '[]',
    'null',
    '{"kind":"perf-gate-result","schema":1}',
    '{"kind":"perf-gate-capacity"}',
  ])('%j is something else, and says so', (other) => {
    expect(isCapacityText(other)).toBe(false)
    expect(readCapacity(other)).toEqual({ state: 'bad', why: 'it is not what a capacity run has measured' })
  })

  it.each<[string, readonly (string | number)[], unknown]>([
    ['without trials', ['trials'], null],
    ['with a range without a beginning', ['searches', 'knee', 'range', 'from'], 0],
    ['with a range without an end', ['searches', 'maxRate', 'range', 'to'], 1e300],
    ['with steps of nothing', ['searches', 'knee', 'step'], 1e-9],
    ['with steps of no memory', ['searches', 'memoryFloor', 'stepBytes'], 0],
    ['with more limits than anybody tries', ['searches', 'memoryFloor', 'range', 'to'], 1e15],
    ['with more boxes than anybody measures', ['searches', 'table', 'replicas'], Array.from({ length: 199 }, () => 1)],
  ])('%s is broken, so that no grid without end is laid out', (_, path, value) => {
    expect(isCapacityText(changed(path, value))).toBe(true)
    expect(readCapacity(changed(path, value)).state).toBe('bad')
  })

  it('with latencies that are no histogram is broken', () => {
    const stage = ['trials', 0, 'rounds', 0, 'starts', 0, 'stages', 0, 'perRequest', 0, 'latencyMicros']
    const broken = readCapacity(changed(stage, 'AAAA'))
    expect(broken).toMatchObject({ state: 'bad', why: 'its latencies are not histograms' })
  })

  it('so is one with such latencies of the time in which users were being spawned', () => {
    const { perRequest } = JSON.parse(text).trials[0].rounds[0].starts[0].stages[0]
    const spawn = (latencyMicros: string) => ({
      seconds: 1,
      ok: 1,
      failed: 0,
      perRequest: [{ ...perRequest[0], latencyMicros }],
    })
    const stage = ['trials', 0, 'rounds', 0, 'starts', 0, 'stages', 0, 'spawn']
    expect(readCapacity(changed(stage, spawn(perRequest[0].latencyMicros))).state).toBe('good')
    expect(readCapacity(changed(stage, spawn('AAAA')))).toMatchObject({
      state: 'bad',
      why: 'its latencies are not histograms',
    })
  })
})
