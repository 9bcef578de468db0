import type { RequestSpec, StageLoad } from '../model/config.ts'
import type { Engine, EngineJob } from './engine.ts'
import { ENGINES } from './engines.ts'
import type { HeatJob } from './messages.ts'
import { StageRecorder } from './stage-recorder.ts'

const HEAT_MS = 250
const CONNECTIONS = 10
const PER_SECOND = 4000

const REQUEST: RequestSpec = {
  name: 'heat',
  weight: 1,
  method: 'POST',
  path: '/',
  headers: {},
  body: { kind: 'bytes', bytes: Buffer.from('{}'), contentType: 'application/json' },
  expect: { status: [{ from: 200, to: 200 }], bodyContains: null, json: [] },
  timeoutMs: HEAT_MS,
  keepAlive: true,
  fingerprint: '',
}

const CLOSED: StageLoad = { model: 'connections', connections: { from: CONNECTIONS, to: CONNECTIONS } }

/** What makes an engine hot for a load model. The closed loop first: it runs the most requests through what all models share. */
const LOADS: Readonly<Record<StageLoad['model'], readonly StageLoad[]>> = {
  connections: [CLOSED],
  rate: [
    CLOSED,
    {
      model: 'rate',
      rate: { by: 'second', perSecond: { from: PER_SECOND, to: PER_SECOND } },
      arrivals: 'poisson',
      maxInFlight: 1000,
    },
  ],
  users: [
    {
      model: 'users',
      users: { from: CONNECTIONS, to: CONNECTIONS },
      spawnPerSecond: 10_000,
      thinkTime: { fromMs: 0, toMs: 0 },
    },
  ],
}

/**
 * Lets an engine run hot in this thread, against a server of our own in another, for a quarter of a second or two, so that the first
 * measured stage does not pay for code that is not compiled yet. The recorder is made hot along with it.
 */
export async function heat({ engine, model, endpoint }: HeatJob, signal: AbortSignal): Promise<void> {
  for (const load of LOADS[model]) {
    if (signal.aborted) return
    await burst(ENGINES[engine], { ...PLAIN, load, ratePerSecond: rateOf(load), endpoints: [endpoint] }, signal)
  }
}

const PLAIN: Omit<EngineJob, 'load' | 'ratePerSecond' | 'endpoints'> = {
  extent: { by: 'duration', ms: HEAT_MS },
  requests: [REQUEST],
  tls: null,
  seed: 1,
  thread: 0,
  threads: 1,
}

async function burst(engine: Engine, job: EngineJob, signal: AbortSignal): Promise<void> {
  const recorder = new StageRecorder(job.requests, HEAT_MS)
  const driver = engine.open(job, recorder)
  try {
    await driver.drive(null, signal)
  } finally {
    await driver.close()
  }
  recorder.gather(performance.now())
  recorder.samples()
}

function rateOf(load: StageLoad): EngineJob['ratePerSecond'] {
  return load.model === 'rate' && load.rate.by === 'second' ? load.rate.perSecond : null
}
