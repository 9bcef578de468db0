import type { Api } from './api-client.ts'
import { listAllRunArtifacts, type RunArtifacts } from './artifact-list.ts'
import { getRun, listRuns, type Run } from './runs.ts'
import { type Lineage, openLineage } from './trust-lineage.ts'
import type { Origin } from './trust-origin.ts'

/** What GitHub says of a base branch and the runs that may make baselines on it. Each thing is asked for once, however many gates are looked up. */
export type BaseBranch = {
  readonly api: Api
  readonly origin: Origin
  readonly lineage: Lineage
  /** `null`: it has been deleted. */
  readonly run: (id: number) => Promise<Run | null>
  /** A page of the workflow's runs, newest first. */
  readonly runs: (page: number) => Promise<readonly Run[]>
  /** The first page. */
  readonly artifactsOf: (runId: number) => Promise<RunArtifacts>
}

export function openBaseBranch(api: Api, origin: Origin): BaseBranch {
  return {
    api,
    origin,
    lineage: openLineage(api, origin),
    run: once((id) => getRun(api, origin, id)),
    runs: once((page) => listRuns(api, origin, page)),
    artifactsOf: once((runId) => listAllRunArtifacts(api, origin, runId, 1)),
  }
}

/** What could not be had is asked for again. */
function once<T>(ask: (of: number) => Promise<T>): (of: number) => Promise<T> {
  const known = new Map<number, T>()
  return async (of) => {
    const answer = known.has(of) ? (known.get(of) as T) : await ask(of)
    known.set(of, answer)
    return answer
  }
}
