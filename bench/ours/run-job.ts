import type { StageSamples } from '../../src/model/samples.ts'
import type { Load, LoadJob } from '../../src/ports.ts'

export const WORKER_URL = new URL('../../src/load/worker.ts', import.meta.url)

/** Runs a job of one side through the port, as the program itself does. */
export async function runJob(load: Load, job: LoadJob): Promise<StageSamples> {
  const never = new AbortController().signal
  const [side] = await load.run(
    job,
    async () => undefined,
    () => undefined,
    never,
  )
  if (side === undefined) throw new Error('the load gave no samples')
  return side.samples
}
