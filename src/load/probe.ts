import { Client, type Dispatcher } from 'undici'
import type { RequestSpec } from '../model/config.ts'
import type { Probe } from '../model/evidence.ts'
import { dropBrokenSecret, mask } from '../model/mask.ts'
import { type Outside, outside } from '../model/outside.ts'
import type { ProbeJob } from '../ports.ts'
import { hostHeader } from './request-bytes.ts'
import { requestHeaders } from './request-headers.ts'
import { isExpected } from './stage-recorder.ts'

/** How much of a body is kept. */
const KEPT_BYTES = 2048

/** Sends each request once, in order, each on a connection of its own. Rejects with the signal's reason when aborted. */
export async function probe(job: ProbeJob, signal: AbortSignal): Promise<readonly Probe[]> {
  const probes: Probe[] = []
  for (const spec of job.requests) {
    signal.throwIfAborted()
    probes.push(await probeOne(spec, job, signal))
  }
  signal.throwIfAborted()
  return probes
}

async function probeOne(spec: RequestSpec, job: ProbeJob, signal: AbortSignal): Promise<Probe> {
  // The request's own timeout is the only one; undici's are off.
  const client = new Client(`http://${hostHeader(job.endpoint)}`, {
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 0 },
  })
  const timeout = AbortSignal.timeout(spec.timeoutMs)
  let status: number | null = null
  try {
    const answer = await client.request(requestOptions(spec, AbortSignal.any([signal, timeout])))
    status = answer.statusCode
    const body = await firstBytes(answer.body, job.secrets)
    return { request: spec.name, status, ok: isExpected(spec, status), error: null, body }
  } catch (error) {
    const said = timeout.aborted ? `no whole answer within ${spec.timeoutMs} ms` : describe(error)
    return { request: spec.name, status, ok: false, error: outside(said), body: null }
  } finally {
    await client.destroy()
  }
}

function requestOptions(spec: RequestSpec, signal: AbortSignal): Dispatcher.RequestOptions {
  return {
    method: spec.method as Dispatcher.HttpMethod,
    path: spec.path,
    headers: requestHeaders(spec).flat(),
    body: spec.body?.text ?? null,
    signal,
  }
}

/** Reads a body to its end and keeps its beginning as text, without secrets, whole or cut in two; what is not UTF-8 becomes U+FFFD. */
async function firstBytes(body: AsyncIterable<Buffer>, secrets: readonly string[]): Promise<Outside> {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    if (bytes < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - bytes))
    bytes += chunk.length
  }
  // `stream` leaves out a character that the cut has split, instead of showing it broken.
  const isCut = bytes > KEPT_BYTES
  const text = new TextDecoder().decode(Buffer.concat(kept), { stream: isCut })
  return outside(mask(isCut ? dropBrokenSecret(text, secrets) : text, secrets))
}

/** undici's errors name a header at most, never its value. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ')
  return error instanceof Error ? error.message : String(error)
}
