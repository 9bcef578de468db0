import { z } from 'zod'
import { SetupError } from '../model/errors.ts'
import { type GateKey, isCapacityKey } from '../model/gate-key.ts'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import type { ForeignRun, Inbox, KnownGate, Letter, Log, Mail, TextOfFile } from '../ports.ts'
import type { Api } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import { downloadArtifact } from './artifact-download.ts'
import { type Artifact, listAllRunArtifacts } from './artifact-list.ts'
import { type BaseBranch, openBaseBranch } from './base-branch.ts'
import { foreignPlace } from './foreign-place.ts'
import { gateOfBase } from './gate-of-base.ts'
import { type Base, type FoundPull, findPullRequest, type Head } from './pull-request.ts'
import { adviseRefusal } from './refusal.ts'
import { keyOfArtifact, resultFileOf } from './result-artifact.ts'
import { getRun, type Run } from './runs.ts'
import type { Origin } from './trust-origin.ts'
import { unzipFile } from './unzip-file.ts'

/** Twenty rounds of long stages are some megabytes. */
const LARGEST_ZIP_BYTES = 16 * 1024 ** 2
const LARGEST_RESULT_BYTES = 32 * 1024 ** 2
/** Result, report, and what later versions may add. */
const MOST_FILES = 10
/** Gates of one run; a run with more is a flood. */
const MOST_GATES = 20
/** A download and a comment, tried again if need be, and the baseline of the base branch. */
const FOR_EACH_GATE = { calls: 25, ms: 20_000 }
/** However many gates there are: a repository's workflows share 1,000 calls an hour, and anybody may open a pull request. */
const MOST_CALLS = 150
/** The download and the comment: so much stays for each gate that is still to come, whatever the look-up for another takes. */
const KEPT_FOR_EACH = 6
/** What one look-up takes at most: ten runs of that name, which of their commits the base contains, and three baselines of which none can be used. */
const MOST_FOR_LOOKUP = 35

export type InboxSetting = {
  readonly api: Api
  /** This repository. */
  readonly base: Base
  /** The run that is answered for. */
  readonly runId: number
  /** Its address; `null`: not known. */
  readonly runUrl: string | null
  readonly log: Pick<Log, 'say' | 'warn'>
}

/**
 * The results that the run of a pull request has uploaded. The pull request is the one that the API knows for that run's head, never one that the
 * run names; an artifact is the work of whoever wrote the change.
 * https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
 */
export function resultInbox(setting: InboxSetting): Inbox {
  return {
    async receive() {
      try {
        return await receive(setting)
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
        throw new SetupError(
          words`The run ${setting.runId} cannot be answered for: ${adviseRefusal(error, 'actions: read')}`,
          words`The job needs the permissions "actions: read" and "pull-requests: write", and "github-token".`,
          { cause: error },
        )
      }
    },
  }
}

async function receive(setting: InboxSetting): Promise<Mail> {
  const { api, base, runId, runUrl, log } = setting
  const run = checkRun(await getRun(api, base, runId), setting)
  const head = headOf(run)
  const pull: FoundPull = head === null ? { state: 'none' } : await findPullRequest(api, base, head)
  if (pull.state !== 'one') {
    log.say(whyNobody(pull, runId))
    return { run: null, letters: [], left: [] }
  }
  const { results, left } = await findResults(setting)
  const calls = Math.min(MOST_CALLS, results.length * FOR_EACH_GATE.calls)
  api.allow({ calls, ms: results.length * FOR_EACH_GATE.ms })
  const branch = openBaseBranch(api, originOf(setting, run, pull))
  const about: ForeignRun = {
    pullNumber: pull.number,
    place: foreignPlace(run.workflowPath),
    commit: run.headSha,
    runUrl,
  }
  return {
    run: about,
    letters: results.map((result, place) =>
      letterOf(setting, { branch, about, toCome: results.length - place, ...result }),
    ),
    left: left.map(({ key }) => ({ key, why: TOO_MANY })),
  }
}

function whyNobody(pull: Exclude<FoundPull, { state: 'one' }>, runId: number): Words {
  if (pull.state === 'none') {
    return words`No open pull request has the commit of run ${runId} (any more): there is nothing to comment on.`
  }
  const numbers = pull.numbers.join(', ')
  return words`Several open pull requests (${numbers}) have the commit of run ${runId}: which one it was for nobody can say, and none gets a comment.`
}

type FoundResult = { readonly artifact: Artifact; readonly key: GateKey }

type FoundResults = { readonly results: readonly FoundResult[]; readonly left: readonly FoundResult[] }

const TOO_MANY = words`the run has left results of more than ${MOST_GATES} gates, and this is not among those that are answered for`

/** The newest result of each gate and capacity run. */
async function findResults({ api, base, runId, log }: InboxSetting): Promise<FoundResults> {
  const { artifacts, isCut } = await listAllRunArtifacts(api, base, runId)
  const results = newestOfEach(artifacts)
  if (results.length === 0) log.say(words`Run ${runId} has left no result of perf-gate.`)
  if (isCut)
    log.warn(words`Run ${runId} has left more than ${artifacts.length} artifacts: only these were looked through.`)
  // By name, so that the next run is answered for by the same gates.
  const sorted = results.toSorted((one, other) => (one.artifact.name < other.artifact.name ? -1 : 1))
  const left = sorted.slice(MOST_GATES)
  if (left.length > 0) {
    const names = left.slice(0, MOST_NAMED).map(({ artifact }) => words`${outside(artifact.name)}`)
    log.warn(
      words`Run ${runId} has left results of ${results.length} gates, and ${MOST_GATES} are the most that are answered for. Not: ${joinWords(names, ', ')}${left.length > MOST_NAMED ? ' and more' : ''}.`,
    )
  }
  return { results: sorted.slice(0, MOST_GATES), left }
}

const MOST_NAMED = 10

/** Where baselines for that run have to come from. */
function originOf({ base, runId }: InboxSetting, run: Run, pull: OnePull): Origin {
  return {
    ...base,
    workflowPath: run.workflowPath,
    baseBranch: pull.baseBranch,
    baseSha: pull.baseSha,
    merge: pull.mergeSha === null ? null : { sha: pull.mergeSha, headSha: run.headSha },
    runId,
  }
}

type OnePull = Extract<FoundPull, { state: 'one' }>

type Found = FoundResult & {
  readonly branch: BaseBranch
  readonly about: ForeignRun
  /** Gates that are still to be told, this one among them. */
  readonly toCome: number
}

function letterOf(setting: InboxSetting, { branch, about, toCome, artifact, key }: Found): Letter {
  const { api, runUrl, log } = setting
  return {
    name: outside(artifact.name),
    about: {
      ...about,
      key,
      artifactUrl: runUrl === null ? null : `${runUrl}/artifacts/${artifact.id}`,
    },
    open: () => openArtifact(setting, artifact, resultFileOf(key)),
    async gateBefore() {
      if (isCapacityKey(key)) return NO_GATE
      const kept = toCome * KEPT_FOR_EACH + MOST_FOR_LOOKUP
      return api.callsLeft() < kept ? NO_CALLS : await gateOfBase({ base: branch, log }, key.id)
    },
  }
}

const NO_CALLS: KnownGate = {
  state: 'unknown',
  why: words`the calls to GitHub that are left are for the comments, as the run has left results of many gates`,
}

/** Capacity is searched for, and not gated. */
const NO_GATE: KnownGate = { state: 'unknown', why: words`a capacity run has none` }

function checkRun(run: Run | null, { runId, base }: InboxSetting): Run {
  if (run === null) refuse(runId, words`GitHub does not know it`)
  if (run.repositoryId !== base.repositoryId) refuse(runId, words`it belongs to another repository`)
  if (run.event !== 'pull_request') refuse(runId, words`it was started by ${outside(run.event)}, not by pull_request`)
  return run
}

function refuse(runId: number, why: Words): never {
  throw new SetupError(
    words`The run ${runId} cannot be answered for: ${why}`,
    words`Let the workflow with "mode: comment" follow one that runs on pull_request only, or add "if: github.event.workflow_run.event == 'pull_request'" to its job.`,
  )
}

/** `null`: the fork is gone. */
function headOf({ headOwner, headBranch, headSha, headRepositoryId }: Run): Head | null {
  if (headOwner === null || headBranch === null || headRepositoryId === null) return null
  return { owner: headOwner, branch: headBranch, sha: headSha, repositoryId: headRepositoryId }
}

/** A list with the newest first. */
function newestOfEach(artifacts: readonly Artifact[]): readonly FoundResult[] {
  const results = artifacts.flatMap((artifact) => {
    const key = keyOfArtifact(artifact.name)
    return key === null ? [] : [{ artifact, key }]
  })
  return results.filter(({ key }, place) => results.findIndex((one) => one.key.id === key.id) === place)
}

/** What goes wrong with one artifact is said of it, and keeps nobody from the others. */
async function openArtifact(setting: InboxSetting, artifact: Artifact, name: string): Promise<TextOfFile> {
  try {
    return await download(setting, artifact, name)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    return { state: 'unreadable', why: error.sentence }
  }
}

async function download({ api, base }: InboxSetting, artifact: Artifact, name: string): Promise<TextOfFile> {
  const unreadable = (why: Words): TextOfFile => ({ state: 'unreadable', why })
  if (artifact.expired) return unreadable(words`it has expired`)
  if (artifact.sizeBytes > LARGEST_ZIP_BYTES) {
    return unreadable(words`it has ${artifact.sizeBytes} bytes; a result has at most ${LARGEST_ZIP_BYTES}`)
  }
  const downloaded = await downloadArtifact(api, base, artifact, LARGEST_ZIP_BYTES)
  if (downloaded.state === 'bad') return unreadable(downloaded.why)
  const wanted = { name, maxBytes: LARGEST_RESULT_BYTES, mostFiles: MOST_FILES }
  const unzipped = await unzipFile(downloaded.zip, wanted)
  return unzipped.state === 'good' ? { state: 'text', text: unzipped.text } : unreadable(unzipped.why)
}

const eventSchema = z.object({
  workflow_run: z.object({ id: z.int() }),
  repository: z.object({ id: z.int() }),
})

/** The run that an event of `workflow_run` is about, and the repository that it happened in; `null` for every other event. */
export function finishedRun(eventName: string | undefined, payload: unknown) {
  const parsed = eventName === 'workflow_run' ? eventSchema.safeParse(payload).data : undefined
  return parsed === undefined ? null : { runId: parsed.workflow_run.id, repositoryId: parsed.repository.id }
}
