import type { Ms, RequestSpec, StageLoad } from '../../model/config.ts'
import type { EngineJob } from '../engine.ts'
import { ENGINES } from '../engines.ts'
import { StageRecorder } from '../record/stage-recorder.ts'
import { HEAT_PATHS } from './heat-server.ts'
import type { HeatJob } from './messages.ts'

const BURST_MS: Ms = 200
/** A generator that has not settled by then, on a machine with other work, is hot all the same. */
const LONGEST_MS: Ms = 3000
/** It has settled when no burst was this much cheaper than the best before, so many times in a row. */
const CHEAPER = 0.95
const SETTLED_AFTER = 3

const CONNECTIONS = 10
const PER_SECOND = 4000

const JSON_BODY: RequestSpec['body'] = { kind: 'bytes', bytes: Buffer.from('{}'), contentType: 'application/json' }
const PLAIN: readonly RequestSpec[] = [request('plain', {}), request('plain', { method: 'POST', body: JSON_BODY })]
/** Connections that the server closes, and large bodies, use code that nothing else does: the first of a stage should not meet it cold. */
const MIXED: readonly RequestSpec[] = [
  request('plain', { weight: 4 }),
  request('closes', { weight: 3 }),
  request('large', { weight: 1 }),
]

function request(name: keyof typeof HEAT_PATHS, given: Partial<RequestSpec>): RequestSpec {
  return {
    name,
    weight: 1,
    method: 'GET',
    path: HEAT_PATHS[name],
    headers: {},
    body: null,
    expect: { status: [{ from: 200, to: 200 }], bodyContains: null, json: [] },
    timeoutMs: BURST_MS,
    keepAlive: true,
    fingerprint: '',
    ...given,
  }
}

const CLOSED: StageLoad = { model: 'connections', connections: { from: CONNECTIONS, to: CONNECTIONS } }

const RATE: StageLoad = {
  model: 'rate',
  rate: { by: 'second', perSecond: { from: PER_SECOND, to: PER_SECOND } },
  arrivals: 'poisson',
  maxInFlight: 1000,
}
const USERS: StageLoad = {
  model: 'users',
  users: { from: CONNECTIONS, to: CONNECTIONS },
  spawnPerSecond: 10_000,
  thinkTime: { fromMs: 0, toMs: 0 },
}

/** One kind of burst; together they may take `LONGEST_MS`. */
type Phase = { readonly load: StageLoad; readonly requests: readonly RequestSpec[]; readonly share: number }

/** What makes an engine hot for a load model. The closed loop first: it runs the most requests through what all models share. */
const PHASES: Readonly<Record<StageLoad['model'], readonly Phase[]>> = {
  connections: [
    { load: CLOSED, requests: PLAIN, share: 0.6 },
    { load: CLOSED, requests: MIXED, share: 0.4 },
  ],
  rate: [
    { load: CLOSED, requests: PLAIN, share: 0.4 },
    { load: CLOSED, requests: MIXED, share: 0.3 },
    { load: RATE, requests: PLAIN, share: 0.3 },
  ],
  users: [
    { load: USERS, requests: PLAIN, share: 0.6 },
    { load: USERS, requests: MIXED, share: 0.4 },
  ],
}

/**
 * Lets an engine run hot in this thread, against a server of our own in another, so that the first measured stage does not pay for code that is not
 * compiled yet: in bursts, each with connections of its own, until they get no cheaper. The recorder is made hot along with it.
 */
export async function heat({ engine, model, endpoint }: HeatJob, signal: AbortSignal): Promise<void> {
  for (const { load, requests, share } of PHASES[model]) {
    const untilMs = performance.now() + LONGEST_MS * share
    const job = { ...ONE_BURST, load, requests, ratePerSecond: rateOf(load), endpoints: [endpoint] }
    let best = Number.POSITIVE_INFINITY
    for (let settled = 0; settled < SETTLED_AFTER && performance.now() < untilMs && !signal.aborted; ) {
      const cost = await burst(engine, job, signal)
      settled = cost > best * CHEAPER ? settled + 1 : 0
      best = Math.min(best, cost)
    }
  }
}

const ONE_BURST: Omit<EngineJob, 'load' | 'requests' | 'ratePerSecond' | 'endpoints'> = {
  extent: { by: 'duration', ms: BURST_MS },
  tls: null,
  seed: 1,
  thread: 0,
  threads: 1,
}

/** Says what the burst cost: of the open model how late it was, of closed loops the CPU time of this thread per answer. */
async function burst(engine: HeatJob['engine'], job: EngineJob, signal: AbortSignal): Promise<number> {
  const recorder = new StageRecorder(job.requests, BURST_MS)
  const driver = ENGINES[engine].open(job, recorder)
  const before = process.threadCpuUsage()
  try {
    await driver.drive(null, signal)
  } finally {
    await driver.close()
  }
  const { user, system } = process.threadCpuUsage(before)
  recorder.gather(performance.now())
  const answers = recorder.samples().reduce((sum, { ok }) => sum + ok, 0)
  return job.load.model === 'rate' ? driver.figures().lateP99Ms : (user + system) / Math.max(1, answers)
}

function rateOf(load: StageLoad): EngineJob['ratePerSecond'] {
  return load.model === 'rate' && load.rate.by === 'second' ? load.rate.perSecond : null
}
