import { readFileSync } from 'node:fs'
import type { RequestSpec } from '../../src/model/config.ts'

/** One prediction by the covertype image. */
export const predict: RequestSpec = {
  name: 'predict',
  weight: 1,
  method: 'POST',
  path: '/predict',
  headers: {},
  body: {
    kind: 'bytes',
    bytes: readFileSync(new URL('../../fixtures/covertype-api/sample.json', import.meta.url)),
    contentType: 'application/json',
  },
  expect: { status: [{ from: 200, to: 299 }], bodyContains: null, json: [] },
  timeoutMs: 10_000,
  keepAlive: true,
  fingerprint: '',
}
