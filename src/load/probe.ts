import type { Dispatcher } from 'undici'
import type { RequestSpec } from '../model/config.ts'
import type { Probe } from '../model/evidence.ts'
import { dropBrokenSecret, mask } from '../model/mask.ts'
import { type Outside, outside } from '../model/outside.ts'
import type { ProbeJob } from '../ports.ts'
import { type AnswerJudge, answerJudge, bodyStart } from './http/answer-judge.ts'
import { contentCoding } from './http/content-encoding.ts'
import { firstBody } from './http/request-bytes.ts'
import { requestHeaders } from './http/request-headers.ts'
import { newClient } from './undici/new-client.ts'

/** How much of a body is kept. */
const KEPT_BYTES = 2048
/** How much is kept of what went wrong, in characters. */
const LONGEST_SENTENCE = 1000

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
    return await judged(spec, answer, secrets)
  } catch (error) {
    const said = timeout.aborted ? `no whole answer within ${spec.timeoutMs} ms` : describe(error)
    return { request: spec.name, status, ok: false, error: sentence(said, secrets), body: null }
  } finally {
    await client.destroy()
  }
}

/** Judges the answer as the load does, piece by piece; in words where the body is at fault. */
async function judged(
  spec: RequestSpec,
  { statusCode: status, headers, body }: Dispatcher.ResponseData,
  secrets: readonly string[],
): Promise<Probe> {
  const encoding = [headers['content-encoding'] ?? []].flat().join(', ')
  const judge = answerJudge(spec.expect, status, encoding)
  const start = await read(body, judge)
  const ok = judge === null || judge.passes()
  const lack = ok ? null : judge.lacks()
  return {
    request: spec.name,
    status,
    ok,
    error: lack === null ? null : sentence(lack, secrets),
    body: outside(shown(start, contentCoding(encoding), secrets)),
  }
}

/** Masked before it is cut: half a secret would not be found any more. */
function sentence(text: string, secrets: readonly string[]): Outside {
  return outside(mask(text, secrets).slice(0, LONGEST_SENTENCE))
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

/** The beginning of a body, and whether it goes on. */
type BodyStart = { readonly bytes: Buffer; readonly isCut: boolean }

/** Reads a body to its end and keeps its beginning: a body without an end must not fill the memory. */
async function read(body: AsyncIterable<Buffer>, judge: AnswerJudge | null): Promise<BodyStart> {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    judge?.take(piece)
    if (bytes < KEPT_BYTES) kept.push(Buffer.from(piece.subarray(0, KEPT_BYTES - bytes)))
    bytes += piece.length
  }
  return { bytes: Buffer.concat(kept), isCut: bytes > KEPT_BYTES }
}

/** As text without secrets, whole or cut in two; what is not UTF-8 becomes U+FFFD. */
function shown(start: BodyStart, coding: ReturnType<typeof contentCoding>, secrets: readonly string[]): string {
  const bytes = bodyStart(start.bytes, coding)
  const isCut = start.isCut || bytes.length > KEPT_BYTES
  // `stream` leaves out a character that the cut has split, instead of showing it broken.
  const text = new TextDecoder().decode(bytes.subarray(0, KEPT_BYTES), { stream: isCut })
  return mask(isCut ? dropBrokenSecret(text, secrets) : text, secrets)
}

/** undici's errors name a header at most, never its value. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ')
  return error instanceof Error ? error.message : String(error)
}
