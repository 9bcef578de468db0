import { type Words, words } from '../model/outside.ts'
import type { Api } from './api-client.ts'
import { type Artifact, listArtifacts, listRunArtifacts } from './artifact-list.ts'
import { getRun, listRuns, RUNS_A_PAGE, type Run } from './runs.ts'
import { isAncestor } from './trust-ancestor.ts'
import { refuseArtifact } from './trust-artifact.ts'
import type { Origin } from './trust-origin.ts'
import { refuseRun } from './trust-run.ts'
import { notAncestor } from './trust-words.ts'

export type Candidate =
  /** Of a run that may make baselines for this one. */
  | { readonly state: 'trusted'; readonly artifact: Artifact }
  /** Anybody's who chose that name: as good as absent. */
  | { readonly state: 'stranger'; readonly artifact: Artifact; readonly why: Words }

/** How many runs are asked about for artifacts that were found by name, and how many of the newest trusted runs for artifacts of that name. */
const MOST_RUNS_BY_NAME = 10
const MOST_RUNS_BY_PAGE = 5
const MOST_PAGES = 3

/**
 * The artifacts of a name, newest first: those that one filtered listing of the whole repository gives, then those of the newest trusted runs in the
 * unfiltered listing of the workflow's runs, in case the first listing was stale. A caller that has found a good one stops, and the rest is never asked for.
 */
export async function* candidates(api: Api, origin: Origin, name: string): AsyncGenerator<Candidate> {
  const seen = new Set<number>()
  const trust = trustOnce(api, origin)
  for (const artifact of await listArtifacts(api, origin, name)) {
    seen.add(artifact.id)
    const why = refuseArtifact(artifact, origin) ?? (await trust.byRunId(artifact.run?.id ?? 0))
    if (why === 'enough') break
    yield why === null ? { state: 'trusted', artifact } : { state: 'stranger', artifact, why }
  }
  for await (const run of trustedRuns(api, origin, trust)) {
    for (const artifact of await listRunArtifacts(api, origin, run.id, name)) {
      if (!seen.has(artifact.id)) yield { state: 'trusted', artifact }
    }
  }
}

type Trust = {
  /** Why that run's artifacts are no baselines; `null`: they are. `enough`: no more runs are asked about. */
  readonly byRunId: (id: number) => Promise<Words | null | 'enough'>
  readonly inBase: (run: Run) => Promise<boolean>
}

/** Asks about each run and each commit once. */
function trustOnce(api: Api, origin: Origin): Trust {
  const runs = new Map<number, Words | null>()
  const commits = new Map<string, boolean>()
  const inBase = async ({ headSha }: Run) => {
    const known = commits.get(headSha) ?? (await isAncestor(api, origin, headSha))
    commits.set(headSha, known)
    return known
  }
  const refuse = async (run: Run) => refuseRun(run, origin) ?? ((await inBase(run)) ? null : notAncestor(run, origin))
  const byRunId = async (id: number) => {
    const known = runs.get(id)
    if (known !== undefined) return known
    if (runs.size >= MOST_RUNS_BY_NAME) return 'enough'
    const run = await getRun(api, origin, id)
    const why = run === null ? words`its run has been deleted` : await refuse(run)
    runs.set(id, why)
    return why
  }
  return { byRunId, inBase }
}

async function* trustedRuns(api: Api, origin: Origin, { inBase }: Trust): AsyncGenerator<Run> {
  let given = 0
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const runs = await listRuns(api, origin, page)
    for (const run of runs) {
      if (refuseRun(run, origin) !== null || !(await inBase(run))) continue
      yield run
      given += 1
      if (given === MOST_RUNS_BY_PAGE) return
    }
    if (runs.length < RUNS_A_PAGE) return
  }
}
