import { describe, expect, it } from 'vitest'
import { image, machine, outOfMemory } from '../../fixtures/results.ts'
import { appliedLimits, targetFigures, targetSpec } from '../../fixtures/specs.ts'
import type { RequestSpec } from '../model/config.ts'
import type { DraftRequest } from '../model/draft.ts'
import { ConfigError, SetupError } from '../model/errors.ts'
import { plainText } from '../model/outside.ts'
import type { StartOutcome } from '../ports.ts'
import { type InitWorld, learn } from './init.ts'

const SPEC = targetSpec({ image: 'api:1', memoryBytes: 1 })

/** A service by its answers; whatever is not among them answers 404, and `null` does not answer. Keys are `GET /path`. */
class Service {
  readonly sent: string[] = []
  living = 0
  starts: 'ready' | 'failed' = 'ready'
  readonly #answers: Readonly<Record<string, number | string | null>>

  constructor(answers: Readonly<Record<string, number | string | null>>) {
    this.#answers = answers
  }

  answer(method: string, path: string): { status: number; text: string } | null {
    const answer = this.#answers[`${method} ${path}`]
    if (answer === null) return null
    return typeof answer === 'string' ? { status: 200, text: answer } : { status: answer ?? 404, text: '' }
  }

  start(): StartOutcome {
    if (this.starts === 'failed') return { state: 'failed', ending: outOfMemory }
    this.living++
    return {
      state: 'ready',
      target: {
        limits: appliedLimits,
        balancerLimits: null,
        endpoints: [{ host: '127.0.0.1', port: 1, replica: 1 }],
        route: 'mapped-port',
        startupMs: 1,
        gone: new AbortController().signal,
        ending: async () => null,
        logs: async () => [],
        freeze: async () => undefined,
        thaw: async () => undefined,
        figures: async () => targetFigures(),
        usage: () => null,
        [Symbol.asyncDispose]: async () => void this.living--,
      },
    }
  }

  world(): InitWorld {
    const none = () => undefined
    return {
      runId: 'run-1',
      signal: new AbortController().signal,
      clock: { now: () => 0, date: () => new Date(0), sleep: async () => undefined },
      log: { group: (_, body) => body(), say: none, warn: none, quote: none, progress: none },
      targets: {
        prepare: async () => ({
          machine,
          freeMemoryBytes: null,
          images: new Map([['candidate', image]]),
          unavailable: new Map(),
          start: async () => this.start(),
          [Symbol.asyncDispose]: async () => undefined,
        }),
        sweep: async () => [],
      },
      openLoad: async () => ({
        name: 'small',
        keepOff: async () => null,
        probe: async ({ requests }) =>
          requests.map(({ name, method, path }) => {
            this.sent.push(`${method} ${path}`)
            const status = this.answer(method, path)?.status ?? null
            return { request: name, status, ok: status === 200, error: null, body: null }
          }),
        run: async () => {
          throw new Error('nothing is loaded')
        },
        [Symbol.asyncDispose]: async () => undefined,
      }),
      reader: { read: async ({ path }) => this.answer('GET', path) },
      readRequests,
    }
  }
}

/** Refuses what the configuration would refuse. */
function readRequests(drafts: readonly DraftRequest[]): readonly RequestSpec[] {
  return drafts.map((draft) => {
    if (draft.name === 'refused') throw new ConfigError([])
    const { name, weight, method, path } = draft
    const expect = { status: [], bodyContains: null, json: [] }
    return {
      name,
      weight,
      method,
      path,
      headers: {},
      body: null,
      expect,
      timeoutMs: 1,
      keepAlive: true,
      fingerprint: '',
    }
  })
}

const OPENAPI = JSON.stringify({
  paths: {
    '/': { get: {} },
    '/refused': { get: {} },
    '/predict': { post: { requestBody: { content: { 'application/json': { example: { x: 1 } } } } } },
  },
})

async function check(answers: Readonly<Record<string, number | string | null>>) {
  const service = new Service(answers)
  const learned = await learn(service.world(), SPEC)
  expect(service.living).toBe(0)
  const requests = learned.requests.map(({ state, method, path, status, notes }) => {
    const said = notes.map(plainText).join(' ')
    return `${state} ${method} ${path}${status === null ? '' : ` ${status}`}${said === '' ? '' : `: ${said}`}`
  })
  return { requests, readyPath: learned.readyPath, sent: service.sent }
}

describe('what a started image shows', () => {
  it('is the requests of its document, each sent once, without those that the configuration refuses', async () => {
    const { requests, sent } = await check({ 'GET /openapi.json': OPENAPI, 'GET /': 200, 'POST /predict': 200 })
    expect(requests).toEqual(['written POST /predict', 'written GET /'])
    expect(sent).toEqual(['POST /predict', 'GET /'])
  })

  it('keeps a POST that failed, with what came back, and makes a GET that failed a comment', async () => {
    expect((await check({ 'GET /openapi.json': OPENAPI, 'GET /': 500, 'POST /predict': 422 })).requests).toEqual([
      'written POST /predict: It answered 422 when it was tried. Fill in a real body.',
      'commented GET /: It answered 500 when it was tried.',
    ])
  })

  it('says that credentials are missing, and that nothing came back', async () => {
    const [predict, index] = (await check({ 'GET /openapi.json': OPENAPI, 'GET /': null, 'POST /predict': 401 }))
      .requests
    expect(predict).toContain('It answered 401 when it was tried. It asks for credentials')
    expect(index).toBe('commented GET /: It did not answer when it was tried.')
  })

  it('is GET / with its status where all that was suggested failed', async () => {
    const document = JSON.stringify({ paths: { '/a': { get: {} } } })
    expect((await check({ 'GET /openapi.json': document, 'GET /': 307 })).requests).toEqual([
      'commented GET /a: It answered 404 when it was tried.',
      'written GET / 307',
    ])
  })

  it.each(['no JSON', '[]', '{"paths": 1}'])('is GET / with its status where the document is %s', async (document) => {
    const { requests } = await check({ 'GET /openapi.json': document })
    expect(requests).toEqual(['written GET / 404', expect.stringContaining('commented POST /predict')])
  })

  it("is MLflow's invocations where only POST is allowed there", async () => {
    const { requests, readyPath } = await check({ 'GET /invocations': 405, 'GET /ping': 200, 'POST /invocations': 400 })
    expect(readyPath).toBe('/ping')
    expect(requests).toEqual([
      expect.stringMatching(/^written POST \/invocations: It answered 400 .* MLflow: put a real row/),
    ])
  })

  it('is the first path that sounds like readiness and answers 2xx', async () => {
    expect((await check({ 'GET /health': 503, 'GET /ready': 204, 'GET /ping': 200 })).readyPath).toBe('/ready')
    expect((await check({})).readyPath).toBeNull()
  })
})

it('is a setup error with the last lines where the image does not start', async () => {
  const service = new Service({})
  service.starts = 'failed'
  const error = await learn(service.world(), SPEC).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(SetupError)
  expect((error as SetupError).lastLines).toEqual(outOfMemory.lastLines)
})
