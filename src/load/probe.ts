import type { Dispatcher } from 'undici'
import type { RequestSpec } from '../model/config.ts'
import type { Probe } from '../model/evidence.ts'
import { dropBrokenSecret, mask } from '../model/mask.ts'
import { outside } from '../model/outside.ts'
import type { ProbeJob } from '../ports.ts'
import { answerJudge } from './answer-judge.ts'
import { expectsOfBody, missingFrom } from './expectation.ts'
import { newClient } from './new-client.ts'
import { firstBody } from './request-bytes.ts'
import { requestHeaders } from './request-headers.ts'

/** How much of a body is kept. */
const KEPT_BYTES = 2048

/**
 * Sends each request once, in order, each on a connection of its own; of a body of rows the first. Rejects with the signal's reason when aborted.
 * An answer whose status is expected but whose body is not says in `error` what was missing.
 */
export async function probe(job: ProbeJob, signal: AbortSignal): Promise<readonly Probe[]> {
  const probes: Probe[] = []
  for (const spec of job.requests) {
    signal.throwIfAborted()
    probes.push(await probeOne(spec, job, signal))
  }
  signal.throwIfAborted()
  return probes
}

async function probeOne(spec: RequestSpec, { endpoint, tls, secrets }: ProbeJob, signal: AbortSignal): Promise<Probe> {
  const client = newClient(endpoint, tls)
  const timeout = AbortSignal.timeout(spec.timeoutMs)
  let status: number | null = null
  try {
    const answer = await client.request(requestOptions(spec, AbortSignal.any([signal, timeout])))
    status = answer.statusCode
    return judged(spec, status, await read(answer.body, { all: expectsOfBody(spec.expect), secrets }))
  } catch (error) {
    const said = timeout.aborted ? `no whole answer within ${spec.timeoutMs} ms` : describe(error)
    return { request: spec.name, status, ok: false, error: outside(said), body: null }
  } finally {
    await client.destroy()
  }
}

/** Judges the answer as the load does; in words where the body is at fault. */
function judged(spec: RequestSpec, status: number, { start, whole }: ReadBody): Probe {
  const judge = answerJudge(spec.expect, status)
  judge?.take(whole)
  const ok = judge === null || judge.passes()
  const error = ok || judge.what === 'status' ? null : outside(missingFrom(whole, spec.expect))
  return { request: spec.name, status, ok, error, body: outside(start) }
}

function requestOptions(spec: RequestSpec, signal: AbortSignal): Dispatcher.RequestOptions {
  return {
    method: spec.method as Dispatcher.HttpMethod,
    path: spec.path,
    headers: requestHeaders(spec).flat(),
    body: spec.body === null ? null : Buffer.from(firstBody(spec.body)),
    reset: !spec.keepAlive,
    signal,
  }
}

/** `start`: as text without secrets, whole or cut in two; what is not UTF-8 becomes U+FFFD. `whole`: the body, where it was asked for; else what was kept of it. */
type ReadBody = { readonly start: string; readonly whole: Buffer }
type Keep = { readonly all: boolean; readonly secrets: readonly string[] }

/** Reads a body to its end and keeps its beginning, or all of it. */
async function read(body: AsyncIterable<Buffer>, { all, secrets }: Keep): Promise<ReadBody> {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    if (all) kept.push(chunk)
    else if (bytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - bytes))
    bytes += chunk.length
  }
  const whole = Buffer.concat(kept)
  // `stream` leaves out a character that the cut has split, instead of showing it broken.
  const isCut = bytes > KEPT_BYTES
  const text = new TextDecoder().decode(whole.subarray(0, KEPT_BYTES), { stream: isCut })
  return { start: mask(isCut ? dropBrokenSecret(text, secrets) : text, secrets), whole }
}

/** undici's errors name a header at most, never its value. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ')
  return error instanceof Error ? error.message : String(error)
}
