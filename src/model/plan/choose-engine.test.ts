import { describe, expect, it } from 'vitest'
import type { RequestSpec, Stage } from '../config.ts'
import { packRows } from '../rows.ts'
import { chooseEngine } from './choose-engine.ts'

const stage: Stage = {
  name: 'steady',
  warmUp: false,
  load: { model: 'connections', connections: { from: 10, to: 10 } },
  extent: { by: 'duration', ms: 10_000 },
  engine: 'auto',
}
const request: RequestSpec = {
  name: 'predict',
  weight: 1,
  method: 'POST',
  path: '/',
  headers: {},
  body: { kind: 'bytes', bytes: new Uint8Array([1]), contentType: null },
  expect: { status: [{ from: 200, to: 299 }], bodyContains: null, json: [] },
  timeoutMs: 1000,
  keepAlive: true,
  fingerprint: 'f',
}

describe('the generator that is chosen by itself', () => {
  it('is autocannon for the plain closed loop', () => {
    expect(chooseEngine(stage, [request], null)).toEqual({ engine: 'autocannon', why: 'plain closed loop' })
  })

  it.each<[string, Partial<Stage>, Partial<RequestSpec>]>([
    [
      'it sends on a schedule',
      { load: { model: 'rate', rate: { by: 'share', share: 0.5 }, arrivals: 'poisson', maxInFlight: 10 } },
      {},
    ],
    [
      'its users wait between requests',
      { load: { model: 'users', users: { from: 1, to: 1 }, spawnPerSecond: null, thinkTime: { fromMs: 0, toMs: 0 } } },
      {},
    ],
    ['it ends after a number of requests', { extent: { by: 'requests', count: 10 } }, {}],
    ['a request expects something of the body', {}, { expect: { ...request.expect, bodyContains: 'class' } }],
    [
      'a request expects something of the body',
      {},
      { expect: { ...request.expect, json: [{ path: ['a'], equals: 1 }] } },
    ],
    ['a request wants a new connection each time', {}, { keepAlive: false }],
    [
      'a request sends rows of a file',
      {},
      { body: { kind: 'rows', rows: packRows([]), pick: 'rotate', contentType: null } },
    ],
  ])('is undici because %s', (why, stagePart, requestPart) => {
    const chosen = chooseEngine({ ...stage, ...stagePart }, [request, { ...request, ...requestPart }], null)
    expect(chosen).toEqual({ engine: 'undici', why })
  })

  it('is undici for a target that speaks HTTPS', () => {
    expect(chooseEngine(stage, [request], { ca: null, serverName: 'api' }).engine).toBe('undici')
  })
})

it('is the one that was asked for by name', () => {
  expect(chooseEngine({ ...stage, engine: 'undici' }, [request], null)).toEqual({ engine: 'undici', why: 'asked for' })
})
