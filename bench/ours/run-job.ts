import type { StageSamples } from '../../src/model/samples.ts'
import type { Load, LoadJob } from '../../src/ports.ts'

export const WORKER_URL = new URL('../../src/load/worker.ts', import.meta.url)

/** Runs a job of one side through the port, as the program itself does. `begins` is called when everything is ready and its stage begins. */
export async function runJob(load: Load, job: LoadJob, begins: () => void = () => undefined): Promise<StageSamples> {
  const never = new AbortController().signal
  const [side] = await load.run(
    job,
    { wake: async () => undefined, begin: async () => begins() },
    () => undefined,
    never,
  )
  if (side === undefined) throw new Error('the load gave no samples')
  return side.samples
}
