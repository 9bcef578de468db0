import type { Ms } from '../model/config.ts'
import type { StageSamples } from '../model/samples.ts'
import type { LoadJob, LoadProgress } from '../ports.ts'
import type { Engine } from './engine.ts'
import { startGeneratorMeter } from './generator-meter.ts'
import { StageRecorder } from './stage-recorder.ts'

const PROGRESS_EVERY_MS: Ms = 250
/** The rate that progress shows is over so many progress steps: one second. */
const RATE_STEPS = 4

/** Runs one stage on an engine, in this thread, and gathers its samples. */
export async function runStage(
  engine: Engine,
  job: LoadJob,
  progress: (now: LoadProgress) => void,
  signal: AbortSignal,
): Promise<StageSamples> {
  const startedAt = performance.now()
  const recorder = new StageRecorder(job.requests, startedAt, job.windowMs)
  const readMeter = startGeneratorMeter()
  const ticker = setInterval(progressOf(recorder, startedAt, progress), PROGRESS_EVERY_MS)
  try {
    const { seconds, ended } = await engine.run(job, recorder, signal)
    return {
      stage: job.stage.name,
      seconds,
      perRequest: recorder.samples(),
      windows: recorder.windows(performance.now()),
      generator: readMeter(),
      ended,
    }
  } finally {
    clearInterval(ticker)
  }
}

function progressOf(recorder: StageRecorder, startedAt: Ms, progress: (now: LoadProgress) => void): () => void {
  const steps = [{ at: startedAt, ok: 0 }]
  return () => {
    const now = { at: performance.now(), ok: recorder.okSoFar }
    const before = steps[0] ?? now
    steps.push(now)
    if (steps.length > RATE_STEPS) steps.shift()
    progress({
      elapsedMs: now.at - startedAt,
      rps: ((now.ok - before.ok) / (now.at - before.at)) * 1000,
      p95Ms: recorder.p95Ms(),
      failed: recorder.failedSoFar,
    })
  }
}
