import { type CommentOutput, createComment } from '../github/comment.ts'
import { openComments } from '../github/comment-api.ts'
import { readRepository, runUrlOf } from '../github/event.ts'
import { type ForeignGate, finishedRun, resultInbox } from '../github/result-inbox.ts'
import { ConfigError, SetupError } from '../model/errors.ts'
import { gateChangesOf } from '../model/gate-changes-of.ts'
import { isCapacityKey } from '../model/gate-key.ts'
import { words } from '../model/outside.ts'
import type { Inbox } from '../ports.ts'
import { comment, type Retold } from '../stories/comment.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { attempt, failureCode } from './attempt.ts'
import { NO_OUTPUTS } from './output-values.ts'

/** Comments for a run that may not, such as that of a fork. What it measured was judged there: here only what cannot be told is an error. */
export async function commentMode(world: ActionWorld): Promise<Ended> {
  const written: CommentOutput[] = []
  const ended = await attempt(world, async () => {
    const inbox = inboxOf(world, written)
    return await comment({ ...world, inbox, outputs: [world.summary] })
  })
  if (ended.kind !== 'done') return { code: failureCode(ended), told: ended, comment: null }
  const outputs = foreignOutputs(ended.value, written)
  return { code: 0, told: { kind: 'done', value: { annotated: null, outputs } }, comment: null }
}

/** No text of another run: whoever puts an output into a script would run what a fork has written. */
function foreignOutputs(retold: readonly Retold[], written: readonly CommentOutput[]) {
  const outcomes = retold.map(({ report }) => report.outcome)
  const verdict = (['fail', 'inconclusive', 'pass'] as const).find((one) => outcomes.includes(one)) ?? ''
  return {
    ...NO_OUTPUTS,
    verdict,
    passed: String(verdict === 'pass'),
    'comment-written': String(written.length > 0 && written.every((one) => one.isWritten)),
    'gate-changed': String(retold.some(({ result }) => result !== null && gateChangesOf(result).length > 0)),
  }
}

/** Throws ConfigError where the workflow gives it nothing to answer for, SetupError for want of a token. */
function inboxOf(world: ActionWorld, written: CommentOutput[]): Inbox {
  const { env, payload, github, log } = world
  const run = finishedRun(env.GITHUB_EVENT_NAME, payload)
  const { owner, repo } = readRepository(env)
  if (run === null || owner === '') throw notAfterARun()
  const { api } = github
  if ('state' in api) {
    throw new SetupError(words`Nothing can be commented: ${api.why}`, words`Leave "github-token" out, or give one.`)
  }
  const commentOf = (gate: ForeignGate): CommentOutput => {
    const runUrl = runUrlOf(env, gate.runId)
    const mode = world.setting.comment[isCapacityKey(gate.key) ? 'capacity' : 'gate']
    const output = createComment({
      mode,
      comments: openComments(api, { owner, repo, number: gate.pullNumber }),
      isFork: false,
      isForeign: true,
      key: () => gate.key,
      runUrl,
      artifactUrl: () => `${runUrl}/artifacts/${gate.artifactId}`,
      commit: gate.commit,
      keep: async () => undefined,
    })
    if (mode !== 'never') written.push(output)
    return output
  }
  return resultInbox({ api, base: { owner, repo, repositoryId: run.repositoryId }, runId: run.runId, commentOf, log })
}

function notAfterARun(): ConfigError {
  return new ConfigError([
    {
      place: { kind: 'input', input: 'mode' },
      text: words`comment answers for a run that has ended, and this event is about none`,
      fix: words`Use it in a workflow on workflow_run (types: [completed]) of the workflow with the gate.`,
    },
  ])
}
