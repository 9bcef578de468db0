import { parentPort } from 'node:worker_threads'
import type { StageSamples } from '../model/samples.ts'
import type { LoadJob, LoadProgress } from '../ports.ts'
import { ENGINES } from './engines.ts'
import { HEAT_REQUESTS, heat } from './heat.ts'
import type { FromWorker, ToWorker } from './messages.ts'
import { probe } from './probe.ts'
import { runStage } from './run-stage.ts'
import { StageRecorder } from './stage-recorder.ts'

// The entry of the load worker's thread. It answers each call by its id and ends when the main thread ends it.

const port = parentPort
if (port === null) throw new Error('This file is the load worker: it runs in a worker thread only.')

const [engine] = ENGINES
const underWay = new Map<number, AbortController>()
let isHot = false

const send = (message: FromWorker): void => port.postMessage(message)

port.on('message', (message: ToWorker) => {
  if (message.type === 'abort') underWay.get(message.id)?.abort(message.why)
  else void answer(message)
})

async function answer(call: Exclude<ToWorker, { type: 'abort' }>): Promise<void> {
  const { id } = call
  const control = new AbortController()
  underWay.set(id, control)
  try {
    if (call.type === 'probe') send({ type: 'probes', id, probes: await probe(call.job, control.signal) })
    else
      send({
        type: 'samples',
        id,
        samples: await run(call.job, (now) => send({ type: 'progress', id, now }), control.signal),
      })
  } catch (error) {
    send({ type: 'failed', id, what: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  } finally {
    underWay.delete(id)
  }
}

/** The generator is heated here, before the first stage: not while the target starts, whose start it would slow down. */
async function run(job: LoadJob, progress: (now: LoadProgress) => void, signal: AbortSignal): Promise<StageSamples> {
  if (!isHot) await heat(engine, new StageRecorder(HEAT_REQUESTS, performance.now(), job.windowMs), signal)
  isHot = true
  return await runStage(engine, job, progress, signal)
}
