import type { Dispatcher } from 'undici'
import type { Body, RequestSpec } from '../../model/config.ts'
import { rowAt, rowCount } from '../../model/rows.ts'
import { SeededRandom } from '../../model/statistics/seeded-random.ts'
import type { EngineJob } from '../engine.ts'
import { requestHeaders } from '../http/request-headers.ts'

/** A request of the mix as undici takes it. */
export type UndiciRequest = {
  readonly spec: RequestSpec
  /** What to dispatch next: the next row, where the body has rows. */
  readonly next: () => Dispatcher.DispatchOptions
}

/** The job's requests, in its order. One list serves every connection of a thread, so that rows go round once over all of them. */
export function undiciRequests(job: EngineJob): readonly UndiciRequest[] {
  return job.requests.map((spec, place) => {
    const fixed = fixedOptions(spec, job)
    const nextRow = spec.body?.kind === 'rows' ? rowPicker(spec.body, job, place) : null
    return { spec, next: nextRow === null ? () => fixed : () => ({ ...fixed, body: nextRow() }) }
  })
}

function fixedOptions(spec: RequestSpec, job: EngineJob): Dispatcher.DispatchOptions {
  return {
    method: spec.method,
    path: spec.path,
    headers: requestHeaders(spec).flat(),
    body: spec.body?.kind === 'bytes' ? asBuffer(spec.body.bytes) : null,
    // Said outright: left open, undici closes after every HEAD and after a GET with a body.
    reset: !spec.keepAlive,
    // There is never a second request on the connection that would have to wait for this one's head; left open, undici looks for it after each head.
    blocking: false,
    ...(job.tls === null ? {} : { servername: job.tls.serverName }),
  }
}

/**
 * Rows in turn: each thread takes its share of them, interleaved with the others'. Or at random, with the stage's seed.
 * The turn begins anywhere: from the first row on, a warm-up would fill a target's caches with what is measured next.
 */
function rowPicker(body: Extract<Body, { kind: 'rows' }>, job: EngineJob, place: number): () => Buffer {
  const count = rowCount(body.rows)
  if (count === 0) throw new RangeError('A body of rows needs a row.')
  const random = new SeededRandom(job.seed, job.thread, place)
  let next = new SeededRandom(job.seed, place).below(count) + job.thread
  return () => {
    const row = rowAt(body.rows, body.pick === 'random' ? random.below(count) : next % count)
    next += job.threads
    return asBuffer(row)
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
