import type { RequestSpec, StageLoad } from '../model/config.ts'
import type { EngineJob } from './engine.ts'
import { expectsOfBody } from './expectation.ts'

/** A job that this engine drives exactly. */
export type ClosedJob = EngineJob & { readonly load: Extract<StageLoad, { model: 'connections' }> }

/** Gives the job back where autocannon drives it exactly; throws otherwise, which is our own mistake: another engine should have been chosen. */
export function checkSupported(job: EngineJob): ClosedJob {
  const { load } = job
  const obstacle = jobObstacle(job) ?? job.requests.map(requestObstacle).find((found) => found !== null)
  if (obstacle !== undefined && obstacle !== null) throw new Error(`The autocannon engine does not do ${obstacle}.`)
  if (load.model !== 'connections') throw new Error(`The autocannon engine does not do stages of ${load.model}.`)
  if (job.endpoints.length === 0) throw new Error('A stage needs an endpoint to put its load on.')
  return { ...job, load }
}

function jobObstacle({ load, extent, tls }: EngineJob): string | null {
  if (tls !== null) return 'HTTPS'
  const isRamp = load.model === 'connections' && load.connections.from !== load.connections.to
  return isRamp && extent.by === 'requests' ? 'a ramp without a duration' : null
}

function requestObstacle(request: RequestSpec): string | null {
  if (!request.keepAlive) return 'a new connection for each request'
  if (expectsOfBody(request.expect)) return 'expectations of a body'
  return request.body?.kind === 'rows' ? 'rows of a file' : null
}
