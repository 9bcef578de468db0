import { describe, expect, test } from 'vitest'
import { driving, starting } from '../../fixtures/progress.ts'
import { follow, type LiveRun, MOST_STEPS } from './live-run.ts'
import type { Progress } from './progress.ts'

function runAfter(...told: readonly Progress[]): LiveRun {
  const [first, ...rest] = told
  if (first === undefined) throw new Error('something is told')
  return rest.reduce((run, now) => follow(run, now), follow(null, first))
}

const at = (elapsedMs: number, rps: number, p95Ms: number | null = null) =>
  driving({ elapsedMs, rps, recentP95Ms: p95Ms })
const stepsOf = (run: LiveRun) => run.sides.get('candidate')?.steps.map(({ rps, p95Ms }) => [rps, p95Ms])

describe('the curve of a run', () => {
  test('has a step for each second: the last rate in it, and the worst p95', () => {
    const run = runAfter(at(250, 10, 5), at(500, 20, 9), at(750, 30, 7), at(1000, 40, 3), at(1250, 50, null))
    expect(stepsOf(run)).toEqual([
      [30, 9],
      [50, 3],
    ])
  })

  test('goes on over stages and rounds, each with a step of its own', () => {
    const first = [at(500, 10), driving({ elapsedMs: 600, rps: 20, recentP95Ms: null, stage: 'offered' })]
    const second = { ...at(600, 30), round: 2 }
    expect(stepsOf(runAfter(...first, second))?.map(([rps]) => rps)).toEqual([10, 20, 30])
  })

  test('keeps the last minute', () => {
    const run = runAfter(...Array.from({ length: MOST_STEPS + 7 }, (_, second) => at(second * 1000, second)))
    expect(stepsOf(run)?.map(([rps]) => rps)).toEqual(Array.from({ length: MOST_STEPS }, (_, step) => step + 7))
  })
})

describe('a side', () => {
  const both = (side: 'candidate' | 'baseline', rps: number) =>
    driving({ side, rps }, { sides: ['candidate', 'baseline'] })

  test('keeps its figures while the other one is driven', () => {
    const run = runAfter(both('candidate', 10), both('baseline', 20))
    expect([...run.sides].map(([side, { last }]) => [side, last?.rps])).toEqual([
      ['candidate', 10],
      ['baseline', 20],
    ])
  })

  test('has no figures while it is started, but keeps its curve', () => {
    const run = runAfter(at(250, 10), starting({ round: 2 }))
    expect(run.sides.get('candidate')).toMatchObject({ last: null, steps: [{ rps: 10 }] })
  })

  test('that is measured no more is gone', () => {
    const run = runAfter(both('baseline', 20), driving())
    expect([...run.sides.keys()]).toEqual(['candidate'])
  })
})
