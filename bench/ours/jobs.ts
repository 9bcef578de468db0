import type { EngineName, Extent, RequestSpec, StageLoad } from '../../src/model/config.ts'
import type { Endpoint, LoadJob } from '../../src/ports.ts'

export type JobShape = {
  readonly endpoints: readonly Endpoint[]
  readonly path: string
  readonly engine: EngineName
  readonly load: StageLoad
  readonly extent: Extent
  /** Resolution of the curve; a quarter of a second where nothing is said. */
  readonly windowMs?: number
}

/** The seed of every benchmark: the same arrivals each time. */
export const SEED = 4

/** A stage of one GET request on one side, on one thread, as a plain gate would run it. */
export function job({ endpoints, path, engine, load, extent, windowMs }: JobShape): LoadJob {
  return {
    stage: { name: 'bench', warmUp: false, load, extent, engine },
    engine,
    engineWhy: 'asked for',
    ratePerSecond: load.model === 'rate' && load.rate.by === 'second' ? load.rate.perSecond : null,
    requests: [get(path)],
    tls: null,
    seed: SEED,
    sides: [{ side: 'candidate', endpoints }],
    turns: [{ side: 'candidate', ms: null }],
    threads: 1,
    windowMs: windowMs ?? 250,
    abort: { failureShare: 0.5, forMs: 5000 },
  }
}

function get(path: string): RequestSpec {
  return {
    name: path,
    weight: 1,
    method: 'GET',
    path,
    headers: {},
    body: null,
    expect: { status: [{ from: 200, to: 299 }], bodyContains: null, json: [] },
    timeoutMs: 10_000,
    keepAlive: true,
    fingerprint: '',
  }
}

export function connections(count: number): StageLoad {
  return { model: 'connections', connections: { from: count, to: count } }
}

/** Poisson arrivals, as a stage has them where nothing is said. */
export function rate(perSecond: number): StageLoad {
  const ramp = { from: perSecond, to: perSecond }
  return { model: 'rate', rate: { by: 'second', perSecond: ramp }, arrivals: 'poisson', maxInFlight: 1000 }
}

/** So many users with a connection each, as good as all there at once. */
export function users(count: number, thinkTime: { readonly fromMs: number; readonly toMs: number }): StageLoad {
  return { model: 'users', users: { from: count, to: count }, spawnPerSecond: 10_000, thinkTime }
}

export function seconds(count: number): Extent {
  return { by: 'duration', ms: count * 1000 }
}

export function local(port: number): Endpoint {
  return { host: '127.0.0.1', port, replica: 1 }
}
