import type { Api } from '../../github/api-client.ts'
import { openComments } from '../../github/comment-api.ts'
import { readRepository, runUrlOf } from '../../github/event.ts'
import { foreignComment } from '../../github/foreign-comment.ts'
import { listedOnce } from '../../github/listed-once.ts'
import { finishedRun, resultInbox } from '../../github/result-inbox.ts'
import { appendToSummary } from '../../github/summary.ts'
import { ConfigError, SetupError } from '../../model/errors.ts'
import { isCapacityKey } from '../../model/gate-key.ts'
import { words } from '../../model/outside.ts'
import type { ForeignComment, ForeignOutput, Inbox } from '../../ports.ts'
import { comment, type Told } from '../../stories/comment.ts'
import { attempt, failureCode } from '../attempt/attempt.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { judgeInThread } from './judge-in-thread.ts'
import { NO_OUTPUTS } from './output-values.ts'

/** Comments for a run that may not, such as that of a fork. What it measured was judged there: here only what cannot be told is an error. */
export async function commentMode(world: ActionWorld): Promise<Ended> {
  const ended = await attempt(world, async () => {
    const edges = edgesOf(world)
    return await comment({ ...world, ...edges, judge: judgeInThread(world.clock), outputs: [summaryOf(world)] })
  })
  if (ended.kind !== 'done') return { code: failureCode(ended), told: ended, comment: null }
  return { code: 0, told: { kind: 'done', value: { annotated: null, outputs: outputsOf(ended.value) } }, comment: null }
}

function summaryOf({ env }: ActionWorld): ForeignOutput {
  return { name: 'summary', publish: ({ summary }) => appendToSummary(env, summary) }
}

/** No text of another run: whoever puts an output into a script would run what a fork has written. */
function outputsOf(told: readonly Told[]) {
  const outcomes = told.map(({ verdict }) => verdict.outcome)
  const verdict = (['fail', 'inconclusive', 'pass'] as const).find((one) => outcomes.includes(one)) ?? ''
  return {
    ...NO_OUTPUTS,
    verdict,
    passed: String(verdict === 'pass'),
    'comment-written': String(told.length > 0 && told.every(({ isShown }) => isShown)),
    'gate-changed': gateChanged(told),
  }
}

/** `true` where one is known to be; empty where that is not known of all. */
function gateChanged(told: readonly Told[]): string {
  const changed = told.map(({ verdict }) => verdict.gateChanged)
  if (changed.includes(true)) return 'true'
  return changed.includes(null) ? '' : 'false'
}

/** Throws ConfigError where the workflow gives it nothing to answer for, SetupError for want of a token. */
function edgesOf(world: ActionWorld): { readonly inbox: Inbox; readonly comment: ForeignComment } {
  const { env, payload, github, log } = world
  const run = finishedRun(env.GITHUB_EVENT_NAME, payload)
  const { owner, repo } = readRepository(env)
  if (run === null || owner === '') throw notAfterARun()
  const { api, commentApi } = github
  if ('state' in api || commentApi === null) {
    throw new SetupError(
      words`Nothing can be commented: ${'state' in api ? api.why : 'there is no token'}`,
      words`Leave "github-token" out, or give one.`,
    )
  }
  const { runId, repositoryId } = run
  const base = { owner, repo, repositoryId }
  return {
    inbox: resultInbox({ api, base, runId, runUrl: runUrlOf(env, runId), log }),
    comment: foreignComment({
      modeOf: (key) => world.setting.comment[isCapacityKey(key) ? 'capacity' : 'gate'],
      commentsOf: onePullRequest(commentApi, base),
    }),
  }
}

/** All gates of a run are of one pull request. */
function onePullRequest(api: Api, { owner, repo }: { readonly owner: string; readonly repo: string }) {
  const opened = new Map<number, ReturnType<typeof listedOnce>>()
  return (number: number) => {
    const comments = opened.get(number) ?? listedOnce(openComments(api, { owner, repo, number }))
    opened.set(number, comments)
    return comments
  }
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
