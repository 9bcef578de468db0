import { type Outside, outside, type Words, words } from '../model/outside.ts'
import { decodeBaseline, type Lookup } from '../model/result/baseline.ts'
import type { Log } from '../ports.ts'
import { ApiFailure } from './api-failure.ts'
import { downloadArtifact } from './artifact-download.ts'
import type { Artifact } from './artifact-list.ts'
import { BASELINE_FILE } from './artifact-name.ts'
import type { BaseBranch } from './base-branch.ts'
import { candidates } from './baseline-artifact-candidates.ts'
import { adviseRefusal } from './refusal.ts'
import { LARGEST_ZIP_BYTES, unusableArtifact } from './trust-artifact.ts'
import { unzipFile } from './unzip-file.ts'

export type Search = {
  readonly base: BaseBranch
  /** Of the artifact. */
  readonly name: string
  readonly log: Pick<Log, 'say'>
}

/** Unpacked. A baseline of 50 runs of 1,000 stages stays below it. */
const LARGEST_BASELINE_BYTES = 5 * 1024 ** 2
/** A damaged newest one may be followed by a good one; a row of them is no accident. */
const MOST_UNUSABLE = 3
const MOST_TOLD = 10

type Refused = { readonly artifact: Artifact; readonly why: Words }

/**
 * The newest acceptable baseline of that name. One that a stranger uploaded counts as absent; one of the base branch that cannot be used is
 * `unusable`, as is GitHub itself where it cannot be asked. Every refusal is said.
 */
export async function findBaselineArtifact(search: Search): Promise<Lookup> {
  const strangers: Refused[] = []
  const unusable: Refused[] = []
  let hasOthers = false
  try {
    for await (const candidate of candidates(search.base, search.name)) {
      const { artifact } = candidate
      if (candidate.state === 'stranger') {
        strangers.push(candidate)
        continue
      }
      if (candidate.state === 'other-gate') {
        hasOthers = true
        continue
      }
      const opened = await openArtifact(search, artifact)
      if (opened.state === 'found') return opened
      unusable.push({ artifact, why: opened.why })
      if (unusable.length === MOST_UNUSABLE) break
    }
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    return { state: 'unusable', where: placeOf(search), why: adviseRefusal(error, 'actions: read') }
  } finally {
    tell([...strangers, ...unusable], search.log)
  }
  const [newest] = unusable
  if (newest === undefined) return { state: 'missing', where: placeOf(search), ...(hasOthers ? { others: true } : {}) }
  return { state: 'unusable', where: placeOf(search, newest.artifact), why: newest.why }
}

type Opened = Extract<Lookup, { state: 'found' | 'unusable' }>

async function openArtifact(search: Search, artifact: Artifact): Promise<Opened> {
  const where = placeOf(search, artifact)
  const bad = unusableArtifact(artifact)
  if (bad !== null) return { state: 'unusable', where, why: bad }
  const downloaded = await downloadArtifact(search.base.api, search.base.origin, artifact, LARGEST_ZIP_BYTES)
  if (downloaded.state === 'bad') return { state: 'unusable', where, why: downloaded.why }
  const unzipped = await unzipFile(downloaded.zip, {
    name: BASELINE_FILE,
    maxBytes: LARGEST_BASELINE_BYTES,
    mostFiles: 1,
  })
  if (unzipped.state === 'bad') return { state: 'unusable', where, why: unzipped.why }
  const decoded = decodeBaseline(unzipped.text)
  switch (decoded.state) {
    case 'good':
      return { state: 'found', where, baseline: decoded.baseline }
    case 'newer':
      return { state: 'unusable', where, why: words`it has format ${decoded.schema}, which a newer perf-gate wrote` }
    case 'corrupt':
      return { state: 'unusable', where, why: words`${outside(decoded.why)}` }
  }
}

function placeOf({ name, base: { origin } }: Search, artifact?: Artifact): Outside {
  if (artifact === undefined) return outside(`artifact ${name} of ${origin.baseBranch}`)
  return outside(`artifact ${name} (${artifact.id}) of run ${artifact.run?.id ?? 'unknown'} on ${origin.baseBranch}`)
}

function tell(refused: readonly Refused[], log: Pick<Log, 'say'>): void {
  for (const { artifact, why } of refused.slice(0, MOST_TOLD)) {
    log.say(words`Baseline artifact ${artifact.id} of run ${artifact.run?.id ?? 'unknown'} refused: ${why}`)
  }
  if (refused.length > MOST_TOLD) log.say(words`and ${refused.length - MOST_TOLD} more baseline artifacts refused`)
}
