import type { Expectation, RequestSpec, StageLoad } from '../../model/config.ts'
import type { StageSamples } from '../../model/samples.ts'
import type { Endpoint, Load, LoadJob, TurnTaking } from '../../ports.ts'

/** Any status from 200 to 299 and nothing of the body. */
export const EXPECT_2XX: Expectation = { status: [{ from: 200, to: 299 }], bodyContains: null, json: [] }

/** A request of the mix with everything unsaid at its plainest. */
export function request(path: string, given: Partial<RequestSpec> = {}): RequestSpec {
  return {
    name: path,
    weight: 1,
    method: 'GET',
    path,
    headers: {},
    body: null,
    expect: EXPECT_2XX,
    timeoutMs: 5000,
    keepAlive: true,
    fingerprint: '',
    ...given,
  }
}

export function connections(from: number, to = from): StageLoad {
  return { model: 'connections', connections: { from, to } }
}

export function rate(perSecond: number, given: Partial<Extract<StageLoad, { model: 'rate' }>> = {}): StageLoad {
  const ramp = { from: perSecond, to: perSecond }
  return { model: 'rate', rate: { by: 'second', perSecond: ramp }, arrivals: 'constant', maxInFlight: 1000, ...given }
}

export function users(from: number, to = from, thinkMs = 0): StageLoad {
  const thinkTime = { fromMs: thinkMs, toMs: thinkMs }
  return { model: 'users', users: { from, to }, spawnPerSecond: from === to ? 1000 : null, thinkTime }
}

/** `count` instead of `durationMs`: the stage ends after so many requests (`Extent`). */
export type JobShape = { readonly load: StageLoad } & ({ readonly durationMs: number } | { readonly count: number })

/** A stage on one endpoint, in one turn, on autocannon and one thread unless something else is given. */
export function job(
  endpoint: Endpoint,
  requests: readonly RequestSpec[],
  shape: JobShape,
  given: Partial<LoadJob> = {},
): LoadJob {
  const { load } = shape
  const extent =
    'count' in shape
      ? ({ by: 'requests', count: shape.count } as const)
      : ({ by: 'duration', ms: shape.durationMs } as const)
  return {
    stage: { name: 'stage', warmUp: false, load, extent, engine: 'auto' },
    engine: 'autocannon',
    engineWhy: 'asked for',
    ratePerSecond: load.model === 'rate' && load.rate.by === 'second' ? load.rate.perSecond : null,
    requests,
    tls: null,
    seed: 7,
    sides: [{ side: 'candidate', endpoints: [endpoint] }],
    turns: [{ side: 'candidate', ms: null }],
    threads: 1,
    windowMs: 250,
    abort: { failureShare: 0.5, forMs: 60_000 },
    ...given,
  }
}

/** For who freezes nobody. */
export const noTurns: TurnTaking = { wake: async () => undefined, begin: async () => undefined }

/** Runs a stage of one side and gives its samples. */
export async function runOne(
  load: Load,
  stage: LoadJob,
  signal: AbortSignal = new AbortController().signal,
): Promise<StageSamples> {
  const [only] = await load.run(stage, noTurns, () => undefined, signal)
  if (only === undefined) throw new Error('The stage gave no samples.')
  return only.samples
}
