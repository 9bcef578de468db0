import type { StageLoad } from '../../model/config.ts'
import { autocannonLoopObstacle } from '../../model/plan/choose-engine.ts'
import type { EngineJob } from '../engine.ts'

/** A job that this engine drives exactly. */
export type ClosedJob = EngineJob & { readonly load: Extract<StageLoad, { model: 'connections' }> }

/** Gives the job back where autocannon drives it exactly; throws otherwise, which is our own mistake: another engine should have been chosen. */
export function checkSupported(job: EngineJob): ClosedJob {
  const { load } = job
  const obstacle = autocannonLoopObstacle(load, job.requests, job.tls) ?? countObstacle(job)
  if (obstacle !== null) throw new Error(`The autocannon engine does not drive this stage: ${obstacle}.`)
  if (load.model !== 'connections') throw new Error(`The autocannon engine does not drive stages of ${load.model}.`)
  if (job.endpoints.length === 0) throw new Error('A stage needs an endpoint to put its load on.')
  return { ...job, load }
}

/** The plan gives no stage by number of requests to this engine; so many on each of its connections it could drive, but not on some that come later. */
function countObstacle({ load, extent }: EngineJob): string | null {
  const isRamp = load.model === 'connections' && load.connections.from !== load.connections.to
  return isRamp && extent.by === 'requests' ? 'it is a ramp without a duration' : null
}
