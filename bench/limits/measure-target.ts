import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TargetSpec } from '../../src/model/config.ts'
import { plainText } from '../../src/model/outside.ts'
import type { StageSamples } from '../../src/model/samples.ts'
import type { TargetFigures } from '../../src/model/target-figures.ts'
import type { Load, LoadJob, Scope, SitePlan, Target } from '../../src/ports.ts'
import { createTargets } from '../../src/target/targets.ts'
import { connections, job, seconds } from '../ours/jobs.ts'
import { runJob } from '../ours/run-job.ts'
import { kernelCpu } from './kernel-cpu.ts'
import { predict } from './predict.ts'

/** A stage on a fresh start. */
export type Measured = {
  readonly samples: StageSamples
  readonly figures: TargetFigures
  /** CPU seconds of all its containers over the same stretch, from the kernel's own files; `null` where they cannot be read. */
  readonly kernelSeconds: number | null
}

export type MeasureOrder = { readonly load: Load; readonly connections: number; readonly seconds: number }

const WARM_UP_SECONDS = 3
/** Past it a later run may remove what is left. */
const DEADLINE_MS = 1_800_000

const scope: Scope = {
  signal: new AbortController().signal,
  clock: {
    now: () => performance.timeOrigin + performance.now(),
    date: () => new Date(),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  },
  log: {
    group: (_title, body) => body(),
    say: () => undefined,
    warn: (sentence) => console.error(`warning: ${plainText(sentence)}`),
    quote: () => undefined,
    progress: () => undefined,
  },
}

/** Starts the target as a gate does, warms it up, and loads it with predictions, flat out. Nothing of it is left afterwards. */
export async function measureTarget(spec: TargetSpec, order: MeasureOrder): Promise<Measured> {
  const runId = `bench-limits-${randomUUID()}`
  const targets = createTargets({ perfGateVersion: '0.0.0-bench', env: process.env })
  await using testbed = await targets.prepare(siteOf(spec, runId, order.connections), scope)
  const outcome = await testbed.start('candidate', spec, scope)
  if (outcome.state === 'failed') throw new Error(`the start failed: ${JSON.stringify(outcome.ending)}`)
  await using target = outcome.target
  await runJob(order.load, predictions(target, order.connections, WARM_UP_SECONDS))
  return await measureStage(target, runId, order)
}

type Look = { readonly atMs: number; readonly kernelSeconds: number | null }

async function measureStage(target: Target, runId: string, order: MeasureOrder): Promise<Measured> {
  const readKernel = kernelCpu(runId)
  const look = (): Look => ({ atMs: scope.clock.now(), kernelSeconds: readKernel?.() ?? null })
  let from = look()
  const begin = async () => {
    from = look()
  }
  const stage = predictions(target, order.connections, order.seconds)
  const [side] = await order.load.run(stage, { wake: async () => undefined, begin }, () => undefined, scope.signal)
  const to = look()
  if (side === undefined) throw new Error('the load gave no samples')
  const { samples } = side
  if (samples.ended.how === 'aborted') throw new Error(`the stage was stopped: ${samples.ended.why}`)
  return { samples, figures: await target.figures(from.atMs, to.atMs), kernelSeconds: between(from, to) }
}

function between(from: Look, to: Look): number | null {
  return from.kernelSeconds === null || to.kernelSeconds === null ? null : to.kernelSeconds - from.kernelSeconds
}

function predictions({ endpoints }: Target, count: number, length: number): LoadJob {
  const shape = { endpoints, path: predict.path, engine: 'autocannon', load: connections(count) } as const
  return { ...job({ ...shape, extent: seconds(length) }), requests: [predict] }
}

function siteOf(spec: TargetSpec, runId: string, peakConnections: number): SitePlan {
  return {
    runId,
    images: new Map([['candidate', spec]]),
    optional: [],
    dependencies: null,
    peakConnections,
    secrets: [],
    deadlineEpochMs: Date.now() + DEADLINE_MS,
  }
}
