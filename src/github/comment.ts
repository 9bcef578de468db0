import { isNews } from '../model/gate-changes/is-news.ts'
import { type GateKey, isCapacityKey } from '../model/gate-key.ts'
import { judge } from '../model/judge/verdict.ts'
import { outside, words } from '../model/outside.ts'
import type { Report } from '../model/report/report.ts'
import type { Result } from '../model/result/result.ts'
import type { Log, Output, Published } from '../ports.ts'
import { type CommentInput, renderComment } from '../reports/comment.ts'
import type { Comments } from './comment-api.ts'
import type { CommentMode } from './comment-mode.ts'
import type { Marker, Standing } from './marker.ts'
import type { Refusal } from './refusal.ts'
import { correctComments } from './stale-comments.ts'
import { COMMENT_BYTES, type Placed, placeComment } from './sticky.ts'

/** What a comment needs besides report and result. */
export type CommentSetting = Pick<CommentInput, 'runUrl' | 'commit'> & {
  readonly mode: CommentMode
  /** `null`: this run belongs to no pull request, or has no token. */
  readonly comments: Comments | null
  /** Asked when the comment is made: the artifact is uploaded before. */
  readonly artifactUrl: () => string | null
  /** Keeps the comment as a file, for a workflow that may write where this one may not. */
  readonly keep: (body: string) => Promise<void>
  /** Asked when the comment is made; `null`: which gate this is was never known. */
  readonly key: () => GateKey | null
  /** Where the gate stands in the workflows, as far as that is known without its configuration. */
  readonly place: string
  /** The pull request is from a fork: being refused is what is expected. */
  readonly isFork: boolean
}

/** An output that remembers whether the pull request shows it, for the output `comment-written`. */
export type CommentOutput = Output & {
  readonly isWritten: boolean
  /** Why there is no verdict on this commit, for a comment that speaks of an earlier one. None is made for it. */
  readonly correct: (report: Report, scope: { readonly log: Pick<Log, 'say'> }) => Promise<Published>
}

/** The comment on the pull request. Whatever comes of it, the file is there and the verdict is the same. */
export function createComment(setting: CommentSetting): CommentOutput {
  let isWritten = false
  const told = (placed: Placed, log: Pick<Log, 'say'>) => {
    const published = forFork(placed, setting, log)
    isWritten = published.state === 'written'
    if (placed.state === 'left') log.say(words`The comment is left as it is: ${placed.why}.`)
    return published
  }
  const correctBy = async (report: Report, log: Pick<Log, 'say'>): Promise<Published> =>
    setting.comments === null || setting.mode === 'never'
      ? { state: 'skipped' }
      : told(await correct(setting, setting.comments, report), log)
  return {
    name: 'comment',
    get isWritten() {
      return isWritten
    },
    correct: (report, { log }) => correctBy(report, log),
    async publish(report, result, { log }) {
      const key = setting.key()
      if (key === null) return await correctBy(report, log)
      const input = inputOf(setting, key, { report, result })
      const render = (maxBytes: number) => renderComment(input, maxBytes)
      const kept = await keepFile(setting, render)
      if (setting.comments === null || setting.mode === 'never') return kept ?? { state: 'skipped' }
      const mayCreate = setting.mode === 'always' || isNews(report.outcome, result)
      const placed = await placeComment(setting.comments, { key, standing: standingOf(setting), render, mayCreate })
      const published = told(placed, log)
      return kept ?? published
    },
  }
}

function standingOf({ place, commit }: CommentSetting): Standing {
  return { place, commit }
}

async function correct(setting: CommentSetting, comments: Comments, report: Report): Promise<Placed> {
  const key = setting.key()
  const standing = standingOf(setting)
  const isOurs = (marker: Marker) => (key === null ? marker.place === standing.place : marker.key === key.id)
  const render = (of: GateKey, maxBytes: number) =>
    renderComment(inputOf(setting, of, { report, result: null }), maxBytes)
  return await correctComments(comments, { isOurs, standing, render })
}

type Told = { readonly report: Report; readonly result: Result | null }

function inputOf(setting: CommentSetting, key: GateKey, { report, result }: Told): CommentInput {
  const { artifactUrl, runUrl, commit } = setting
  return {
    key,
    report,
    judged: result === null ? null : { result, verdict: judge(result) },
    runUrl,
    artifactUrl: artifactUrl(),
    commit,
    isForeign: false,
  }
}

/** Refusals that the token of a fork's pull request gets whatever a workflow asks for, as it may only read: no reason to warn anybody. */
const OF_FORKS: readonly Refusal[] = ['no-permission', 'not-seen']

function forFork(placed: Placed, { isFork, key }: CommentSetting, log: Pick<Log, 'say'>): Published {
  if (!isFork || placed.state !== 'refused' || !OF_FORKS.includes(placed.refusal)) return asPublished(placed)
  const known = key()
  const isCapacity = known !== null && isCapacityKey(known)
  const how = isCapacity ? '"mode: comment" and "comment: always"' : '"mode: comment"'
  log.say(
    words`No comment, because the pull request is from a fork, whose token may only read whatever "permissions" says. A second workflow with ${how} can write it; the job summary and the file have it now.`,
  )
  return { state: 'skipped' }
}

/** `null` where it is written. */
async function keepFile({ keep }: CommentSetting, render: (maxBytes: number) => string): Promise<Published | null> {
  try {
    await keep(render(COMMENT_BYTES))
    return null
  } catch (error) {
    return { state: 'refused', why: words`its file cannot be written: ${outside(String(error))}` }
  }
}

/** What a comment that was placed, or not, is to whoever asked for it. */
export function asPublished(placed: Placed): Published {
  switch (placed.state) {
    case 'created':
    case 'updated':
    case 'unchanged':
      return { state: 'written' }
    case 'absent':
      return { state: 'skipped' }
    case 'left':
      return { state: 'skipped', why: placed.why }
    case 'refused':
      return { state: 'refused', why: placed.why }
  }
}
