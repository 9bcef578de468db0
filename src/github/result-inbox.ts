import { z } from 'zod'
import { SetupError } from '../model/errors.ts'
import { type GateKey, isCapacityKey } from '../model/gate-key.ts'
import { outside, type Words, words } from '../model/outside.ts'
import type { Inbox, Letter, Log, Output, TextOfFile } from '../ports.ts'
import type { Api } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import { downloadArtifact } from './artifact-download.ts'
import { type Artifact, listRunArtifacts } from './artifact-list.ts'
import { type Base, findPullRequest, type Head } from './pull-request.ts'
import { keyOfArtifact, resultFileOf } from './result-artifact.ts'
import { getRun, type Run } from './runs.ts'
import { unzipFile } from './unzip-file.ts'

/** Packed. Twenty rounds of long stages are some megabytes. */
const LARGEST_ZIP_BYTES = 32 * 1024 ** 2
const LARGEST_RESULT_BYTES = 128 * 1024 ** 2
/** Result, report, and what later versions may add. */
const MOST_FILES = 10
/** Gates of one run; a run with more is a flood. */
const MOST_GATES = 20

/** What a comment for another run is about, a gate or a capacity run. All but its name is the API's word. */
export type ForeignGate = {
  readonly key: GateKey
  readonly pullNumber: number
  readonly commit: string
  readonly runId: number
  readonly artifactId: number
}

export type InboxSetting = {
  readonly api: Api
  /** This repository. */
  readonly base: Base
  /** The run that is answered for. */
  readonly runId: number
  readonly commentOf: (gate: ForeignGate) => Output
  readonly log: Pick<Log, 'say'>
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
          words`The run ${setting.runId} cannot be answered for: ${error.sentence}`,
          words`The job needs the permissions "actions: read" and "pull-requests: write", and "github-token".`,
          { cause: error },
        )
      }
    },
  }
}

async function receive(setting: InboxSetting): Promise<readonly Letter[]> {
  const { api, base, runId, log } = setting
  const run = checkRun(await getRun(api, base, runId), setting)
  const head = headOf(run)
  const number = head === null ? null : await findPullRequest(api, base, head)
  if (number === null) {
    log.say(words`No open pull request has the commit of run ${runId} (any more): there is nothing to comment on.`)
    return []
  }
  const results = newestOfEach(await listRunArtifacts(api, base, runId, null))
  if (results.length === 0) log.say(words`Run ${runId} has left no result of perf-gate.`)
  const letters: Letter[] = []
  for (const { artifact, key } of results.slice(0, MOST_GATES)) {
    const gate = { key, pullNumber: number, commit: run.headSha, runId }
    letters.push({
      name: outside(artifact.name),
      of: isCapacityKey(key) ? 'capacity' : 'gate',
      file: await openArtifact(setting, artifact, resultFileOf(key)),
      comment: setting.commentOf({ ...gate, artifactId: artifact.id }),
    })
  }
  return letters
}

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
function newestOfEach(
  artifacts: readonly Artifact[],
): readonly { readonly artifact: Artifact; readonly key: GateKey }[] {
  const results = artifacts.flatMap((artifact) => {
    const key = keyOfArtifact(artifact.name)
    return key === null ? [] : [{ artifact, key }]
  })
  return results.filter(({ key }, place) => results.findIndex((one) => one.key.id === key.id) === place)
}

async function openArtifact({ api, base }: InboxSetting, artifact: Artifact, name: string): Promise<TextOfFile> {
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
