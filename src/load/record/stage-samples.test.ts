import { describe, expect, test } from 'vitest'
import type { Turn } from '../../model/plan/plan-turns.ts'
import type { LoadJob } from '../../ports.ts'
import { connections, type JobShape, job, rate, request, users } from '../test/job.ts'
import { lostPart } from '../thread/lost-part.ts'
import type { ThreadPart } from '../thread/messages.ts'
import { splitJob } from '../thread/split-job.ts'
import { Curve } from './curve.ts'
import { type SideEnd, toStageSamples } from './stage-samples.ts'

const TURNS: readonly Turn[] = [
  { side: 'candidate', ms: 4000 },
  { side: 'baseline', ms: 9000 },
  { side: 'candidate', ms: 4000 },
]

function stage(shape: JobShape, given: Partial<LoadJob> = {}): LoadJob {
  return job({ host: '127.0.0.1', port: 1, replica: 1 }, [request('/')], shape, given)
}

function part(of: LoadJob, seconds: number, spawnSeconds: number | null = null): ThreadPart {
  const lost = lostPart(of)
  return { ...lost, figures: { ...lost.figures, seconds, spawnSeconds } }
}

function end(of: LoadJob, given: Partial<SideEnd>): SideEnd {
  const curve = new Curve(of.threads, of.windowMs)
  return { side: 'candidate', curve, drivenMs: 0, ended: { how: 'complete' }, ...given }
}

function seconds(of: LoadJob, drivenMs: number, inUse: number): number {
  return toStageSamples({ job: of, shares: splitJob(of) }, end(of, { drivenMs }), [part(of, inUse)]).seconds
}

describe('the time that a rate is over', () => {
  test.each<[what: string, shape: JobShape, turns: readonly Turn[] | null, driven: number, inUse: number, is: number]>([
    ['the time in use, where last answers took longer', { load: connections(2), durationMs: 8000 }, null, 9, 8.5, 8.5],
    ['the planned time, where connections were opened late', { load: connections(2), durationMs: 8000 }, null, 9, 3, 8],
    ['the driven time of what was stopped before', { load: connections(2), durationMs: 8000 }, null, 5, 3, 5],
    ["that of the side's own turns", { load: connections(2), durationMs: 8000 }, TURNS, 20, 3, 8],
    ['all of a ramp', { load: connections(1, 9), durationMs: 8000 }, null, 9, 4, 9],
    ["the schedule's own", { load: rate(5), durationMs: 8000 }, null, 9, 8, 8],
    ["the users' own", { load: users(5), durationMs: 8000 }, null, 12, 8, 8],
  ])('is %s', (_what, shape, turns, driven, inUse, is) => {
    expect(seconds(stage(shape, turns === null ? {} : { turns }), driven * 1000, inUse)).toBe(is)
  })

  test('weighs its threads by their connections', () => {
    const of = stage({ load: connections(3), durationMs: 1000 }, { threads: 2 })
    const parts = [part(of, 2), part(of, 5)]
    expect(toStageSamples({ job: of, shares: splitJob(of) }, end(of, { drivenMs: 5000 }), parts).seconds).toBe(3)
  })
})

test('windows are told when all users have come, and how the side ended', () => {
  const of = stage({ load: users(2), durationMs: 1000 })
  const asked: number[] = []
  const curve = {
    end: (fromMs: number) => {
      asked.push(fromMs)
      return []
    },
  }
  const ended = { how: 'aborted', why: 'failing' } as const
  const samples = toStageSamples({ job: of, shares: splitJob(of) }, end(of, { curve, ended, drivenMs: 3800.4 }), [
    part(of, 1, 2.5),
  ])
  expect(samples).toMatchObject({ stage: 'stage', engine: 'autocannon', ended, spawn: { seconds: 2.5 } })
  expect(samples.tookMs).toBe(3800)
  expect(asked).toEqual([2500])
})
