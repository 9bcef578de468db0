import type { RequestSpec } from '../../model/config.ts'
import { words } from '../../model/outside.ts'
import { REQUEST_METHOD, REQUEST_TIMEOUT_MS, REQUEST_WEIGHT } from '../defaults.ts'
import type { FilledText } from '../filled-texts.ts'
import { rightParts } from '../parts.ts'
import { requestSchema } from '../schema/request-schema.ts'
import { listAt, type Reading, reportAt } from '../sources.ts'
import { reportSameNames } from '../unique-names.ts'
import { type Raw, subtree } from '../yaml/tree.ts'
import { fingerprintOf } from './fingerprint.ts'
import { readBody } from './read-body.ts'
import { readExpectation } from './read-expect.ts'
import { readHeaders } from './read-headers.ts'
import { querySecrets, readQuery, withQuery } from './read-query.ts'
import { REQUESTS_BLOCK } from './requests-block.ts'

/** The request mix; what is wrong beyond the schema is reported. Requests that are not complete are left out. */
export function readRequests(reading: Reading): readonly RequestSpec[] {
  if (subtree(reading.tree, ['requests']) === null) reportNoRequests(reading)
  reportSameNames(reading, 'requests')
  return listAt(reading.raw, 'requests').flatMap((raw, index) => readRequest(reading, raw, index) ?? [])
}

function reportNoRequests(reading: Reading): void {
  const text = words`no requests are given`
  if (reading.sources.yaml === null)
    reading.report({ place: { kind: 'input', input: 'config' }, text, fix: REQUESTS_BLOCK })
  else reportAt(reading, [], text, REQUESTS_BLOCK)
}

function readRequest(reading: Reading, raw: Raw, index: number): RequestSpec | null {
  const at = ['requests', index]
  const request = rightParts(requestSchema, raw)
  const query = readQuery(reading, [...at, 'query'])
  const headers = readHeaders(reading, [...at, 'headers'])
  const body = readBody(reading, at, { contentType: contentTypeOf(headers), pick: request['jsonl-pick'] })
  const method = request.method ?? REQUEST_METHOD
  const expect = readExpectation(reading, at, method)
  if (request.name === undefined || request.path === undefined) return null
  return {
    name: request.name,
    weight: request.weight ?? REQUEST_WEIGHT,
    method,
    ...pathWith(request.path, query),
    headers: Object.fromEntries(headers.map(({ key, text }) => [key, text])),
    body,
    expect,
    timeoutMs: request.timeout ?? REQUEST_TIMEOUT_MS,
    keepAlive: request['keep-alive'] ?? true,
    fingerprint: fingerprintOf({ method, path: request.path, query, headers, body, expect }),
  }
}

function contentTypeOf(headers: readonly FilledText[]): string | null {
  return headers.find(({ key }) => key.toLowerCase() === 'content-type')?.text ?? null
}

/** The path as it is sent, and what may be shown of it where it holds values of the environment. */
function pathWith(path: string, query: readonly FilledText[]): Pick<RequestSpec, 'path' | 'secretQuery'> {
  const values = querySecrets(query)
  const sent = { path: withQuery(path, query, 'text') }
  return values.length === 0
    ? sent
    : { ...sent, secretQuery: { writtenPath: withQuery(path, query, 'source'), values } }
}
