import { type Words, words } from '../model/outside.ts'
import { type Artifact, listArtifacts, listRunArtifacts } from './artifact-list.ts'
import { isBaselineName } from './artifact-name.ts'
import type { BaseBranch } from './base-branch.ts'
import { RUNS_A_PAGE, type Run } from './runs.ts'
import { refuseArtifact } from './trust-artifact.ts'
import type { Lineage } from './trust-lineage.ts'
import { refuseRun } from './trust-run.ts'
import { notAncestor } from './trust-words.ts'

export type Candidate =
  /** Of a run that may make baselines for this one. */
  | { readonly state: 'trusted'; readonly artifact: Artifact }
  /** Anybody's who chose that name: as good as absent. */
  | { readonly state: 'stranger'; readonly artifact: Artifact; readonly why: Words }
  /** The baseline of another gate, by a run that may make them. */
  | { readonly state: 'other-gate'; readonly artifact: Artifact }

/** How many runs are asked about for artifacts that were found by name, and how many of the newest trusted runs for artifacts of that name. */
const MOST_RUNS_BY_NAME = 10
const MOST_RUNS_BY_PAGE = 5
const MOST_PAGES = 3

/**
 * The artifacts of a name, newest first: those that one filtered listing of the whole repository gives, then those of the newest trusted runs in the
 * unfiltered listing of the workflow's runs, in case the first listing was stale. A caller that has found a good one stops, and the rest is never asked for.
 */
export async function* candidates(base: BaseBranch, name: string): AsyncGenerator<Candidate> {
  const { api, origin, lineage } = base
  const seen = new Set<number>()
  const whyNot = trustOnce(base)
  const listed = (await listArtifacts(api, origin, name)).map((artifact) => ({
    artifact,
    why: refuseArtifact(artifact, origin),
  }))
  const own = listed.filter(({ why }) => why === null).map(({ artifact }) => artifact)
  const tooNew = new Set(own.slice(0, await placeOfFirst(own, lineage)))
  for (const { artifact, why: refused } of listed) {
    seen.add(artifact.id)
    const why = refused ?? (tooNew.has(artifact) ? await notContained(artifact, lineage) : await whyNot(artifact))
    if (why === 'enough') break
    yield why === null ? { state: 'trusted', artifact } : { state: 'stranger', artifact, why }
  }
  for await (const run of trustedRuns(base)) {
    const { artifacts, isCut } = await base.artifactsOf(run.id)
    const named = isCut ? await listRunArtifacts(api, origin, run.id, name) : []
    for (const artifact of [...named, ...artifacts]) {
      if (seen.has(artifact.id) || !isBaselineName(artifact.name)) continue
      seen.add(artifact.id)
      yield { state: artifact.name === name ? 'trusted' : 'other-gate', artifact }
    }
  }
}

/** An older server does not say which commits they are of: then each run is asked for. */
async function placeOfFirst(artifacts: readonly Artifact[], { firstContained }: Lineage): Promise<number> {
  const shas = artifacts.flatMap(({ run }) => run?.headSha ?? [])
  return shas.length === artifacts.length ? await firstContained(shas) : 0
}

async function notContained({ run }: Artifact, { base }: Lineage): Promise<Words> {
  return notAncestor(run?.headSha ?? '', await base())
}

/** Why an artifact's run makes no baselines for this one; `null`: it does. `enough`: no more runs are asked about. */
type WhyNot = (artifact: Artifact) => Promise<Words | null | 'enough'>

/** Asks about each run once. */
function trustOnce({ origin, lineage, run: runOf }: BaseBranch): WhyNot {
  const runs = new Map<number, Words | null>()
  const refuse = async (run: Run) =>
    refuseRun(run, origin) ??
    ((await lineage.contains(run.headSha)) ? null : notAncestor(run.headSha, await lineage.base()))
  return async (artifact) => {
    const id = artifact.run?.id ?? 0
    const known = runs.get(id)
    if (known !== undefined) return known
    if (runs.size >= MOST_RUNS_BY_NAME) return 'enough'
    const run = await runOf(id)
    const why = run === null ? words`its run has been deleted` : await refuse(run)
    runs.set(id, why)
    return why
  }
}

async function* trustedRuns({ origin, lineage, runs: runsOf }: BaseBranch): AsyncGenerator<Run> {
  let given = 0
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const listed = await runsOf(page)
    const runs = listed.filter((run) => refuseRun(run, origin) === null)
    for (const run of runs.slice(await lineage.firstContained(runs.map(({ headSha }) => headSha)))) {
      if (!(await lineage.contains(run.headSha))) continue
      yield run
      given += 1
      if (given === MOST_RUNS_BY_PAGE) return
    }
    if (listed.length < RUNS_A_PAGE) return
  }
}
