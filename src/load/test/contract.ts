import type { EngineName, StageLoad } from '../../model/config.ts'
import {
  mergeSamples,
  type Percentile,
  percentile,
  type RequestSamples,
  type StageSamples,
} from '../../model/samples.ts'
import type { LoadJob } from '../../ports.ts'
import { ENGINES } from '../engines.ts'
import { connections, type JobShape, job, rate, request, users } from './job.ts'
import type { Behaviour, KnownServer } from './known-server.ts'

// The contract of `engine.ts` is held by several test files: what they share.

export type Case = { readonly engine: EngineName; readonly model: StageLoad['model'] }

const DRIVES: Readonly<Record<EngineName, readonly StageLoad['model'][]>> = {
  autocannon: ['connections'],
  undici: ['connections', 'rate', 'users'],
}
/** Every engine with every load model that it drives. */
export const CASES: readonly Case[] = (Object.keys(ENGINES) as EngineName[]).flatMap((engine) =>
  DRIVES[engine].map((model) => ({ engine, model })),
)

/** Connections or users of a steady stage. */
export const WORKERS = 4
const PER_SECOND = 200

/** So much load that a few milliseconds' service is used by a handful at once. */
export function steady(model: StageLoad['model']): StageLoad {
  if (model === 'rate') return rate(PER_SECOND)
  return model === 'users' ? users(WORKERS) : connections(WORKERS)
}

export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  '/5': { delayMs: 5 },
  '/50': { delayMs: 50 },
  '/close': { delayMs: 20, closeEvery: 1 },
  '/close-20': { delayMs: 5, closeEvery: 20 },
  '/chunked': { chunks: { count: 4, bytes: 1000, everyMs: 0 } },
  '/slow-body': { chunks: { count: 5, bytes: 10, everyMs: 10 } },
  '/large': { body: 'x'.repeat(200_000) },
  '/until-closed': { raw: 'HTTP/1.1 200 OK\r\n\r\nas long as the connection', thenEnd: true },
  '/mix': { delayMs: 2, statusOf: [200, 200, 200, 503], body: 'sürely' },
  '/never': { neverAnswers: true },
  '/rare': { delayMs: 5 },
}

/** A stage of plain requests to these paths of one server. */
export function stageOn(
  engine: EngineName,
  server: KnownServer,
  paths: readonly string[],
  shape: JobShape,
  given: Partial<LoadJob> = {},
): LoadJob {
  const requests = paths.map((path) => request(path))
  return job(server.endpoint, requests, shape, { engine, ...given })
}

/** What ended how, over all requests. */
export type Counts = {
  readonly ok: number
  readonly failed: number
  readonly grouped: number
  /** With those of the spawn phase: what the server should have seen. */
  readonly all: number
}

export function counts(samples: StageSamples): Counts {
  const ended = samples.perRequest.map((one) => {
    const failed = one.unexpectedStatus + one.failedExpectation + one.timeouts + one.connectionErrors
    return { ok: one.ok, failed, grouped: one.failures.reduce((sum, group) => sum + group.count, 0) }
  })
  const spawned = samples.spawn ?? { ok: 0, failed: 0 }
  const sum = (value: (one: (typeof ended)[number]) => number) => ended.reduce((total, one) => total + value(one), 0)
  return {
    ok: sum((one) => one.ok),
    failed: sum((one) => one.failed),
    grouped: sum((one) => one.grouped),
    all: sum((one) => one.ok + one.failed) + spawned.ok + spawned.failed,
  }
}

export function of(samples: StageSamples, path: string): RequestSamples {
  const one = samples.perRequest.find((each) => each.request === path)
  if (one === undefined) throw new Error(`no samples of ${path}`)
  return one
}

/** A percentile of all latencies. */
export function ms(samples: StageSamples, percent: number): number {
  const value: Percentile = percentile(mergeSamples(samples.perRequest), percent)
  if (value.state !== 'value') throw new Error(`p${percent} is ${value.state}`)
  return value.ms
}
