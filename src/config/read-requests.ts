import type { RequestSpec, StatusSpan } from '../model/config.ts'
import { words } from '../model/outside.ts'
import { REQUEST_METHOD, REQUEST_TIMEOUT_MS, REQUEST_WEIGHT, SUCCESS } from './defaults.ts'
import { fingerprintOf } from './fingerprint.ts'
import { labelOf } from './labels.ts'
import { rightParts } from './parts.ts'
import { readBody } from './read-body.ts'
import { readHeaders } from './read-headers.ts'
import { REQUESTS_BLOCK } from './requests-block.ts'
import { statusRule } from './scalars.ts'
import { requestSchema } from './schema.ts'
import { listAt, type Reading, reportAt } from './sources.ts'
import { subtree } from './tree.ts'
import { reportSameNames } from './unique-names.ts'

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

function readRequest(reading: Reading, raw: Parameters<typeof rightParts>[1], index: number): RequestSpec | null {
  const path = ['requests', index]
  const request = rightParts(requestSchema, raw)
  const headers = readHeaders(reading, [...path, 'headers'])
  const hasContentType = headers.some(({ key }) => key.toLowerCase() === 'content-type')
  const body = readBody(reading, path, hasContentType)
  const expectStatus = readExpected(reading, request.expect?.status, index)
  if (request.name === undefined || request.path === undefined) return null
  const method = request.method ?? REQUEST_METHOD
  return {
    name: request.name,
    weight: request.weight ?? REQUEST_WEIGHT,
    method,
    path: request.path,
    headers: Object.fromEntries(headers.map(({ key, text }) => [key, text])),
    body,
    expectStatus,
    timeoutMs: request.timeout ?? REQUEST_TIMEOUT_MS,
    fingerprint: fingerprintOf({ method, path: request.path, headers, body }),
  }
}

type Expected = StatusSpan | 'any' | readonly (StatusSpan | 'any')[]

function readExpected(reading: Reading, expected: Expected | undefined, index: number): readonly StatusSpan[] {
  if (expected === undefined) return SUCCESS
  const rule = statusRule([expected].flat())
  if (rule !== 'any') return rule
  const fix = words`Write the statuses that are a success, like 2xx or [200, 404].`
  const path = ['requests', index, 'expect', 'status']
  reportAt(reading, path, words`${labelOf(reading.tree, path)}: "any" would count errors as successes`, fix)
  return SUCCESS
}
