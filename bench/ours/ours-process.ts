import { createLoad } from '../../src/load/worker-load.ts'
import type { StageSamples } from '../../src/model/samples.ts'
import type { LoadJob } from '../../src/ports.ts'
import { monotonicMs } from '../servers/precise-timer.ts'
import { runJob, WORKER_URL } from './run-job.ts'

// A process that does nothing but run the jobs of its argument, one after the other, so that its CPU time and memory are the generator's.

/** What this process prints. */
export type OursOutput = {
  readonly samples: readonly StageSamples[]
  /** When each job's stage began (`monotonicMs`). */
  readonly begunMs: readonly number[]
  readonly peakRssMiB: number
}

const jobs = JSON.parse(process.argv[2] ?? '[]') as readonly LoadJob[]
const samples: StageSamples[] = []
const begunMs: number[] = []
{
  await using load = createLoad({ workerUrl: WORKER_URL })
  for (const job of jobs) samples.push(await runJob(load, job, () => begunMs.push(monotonicMs())))
}
const output: OursOutput = { samples, begunMs, peakRssMiB: process.resourceUsage().maxRSS / 1024 }
console.log(JSON.stringify(output))
