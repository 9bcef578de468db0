import { gateChangesOf } from '../model/gate-changes/gate-changes-of.ts'
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
import { type Placed, placeComment } from './sticky.ts'

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
  /** The pull request is from a fork: being refused is what is expected. */
  readonly isFork: boolean
}

/** An output that remembers whether the pull request shows it, for the output `comment-written`. */
export type CommentOutput = Output & { readonly isWritten: boolean }

/** Longest file, as long as a comment can be. */
const MOST_BYTES = 60_000

/** The comment on the pull request. Whatever comes of it, the file is there and the verdict is the same. */
export function createComment(setting: CommentSetting): CommentOutput {
  let isWritten = false
  return {
    name: 'comment',
    get isWritten() {
      return isWritten
    },
    async publish(report, result, { log }) {
      const key = setting.key()
      if (key === null) return { state: 'skipped' }
      const input = inputOf(setting, key, { report, result })
      const render = (maxBytes: number) => renderComment(input, maxBytes)
      const kept = await keepFile(setting, render)
      if (setting.comments === null || setting.mode === 'never') return kept ?? { state: 'skipped' }
      const mayCreate = setting.mode === 'always' || isNews(report.outcome, input.gateChanges)
      const placed = await placeComment(setting.comments, { key, render, mayCreate })
      const published = forFork(asPublished(placed), setting, key, log)
      isWritten = published.state === 'written'
      return kept ?? published
    },
  }
}

type Told = { readonly report: Report; readonly result: Result | null }

function inputOf(setting: CommentSetting, key: GateKey, { report, result }: Told): CommentInput {
  const { artifactUrl, runUrl, commit } = setting
  return {
    key,
    report,
    judged: result === null ? null : { result, verdict: judge(result) },
    gateChanges: result === null ? [] : gateChangesOf(result),
    runUrl,
    artifactUrl: artifactUrl(),
    commit,
    isForeign: false,
  }
}

/** The token of a fork's pull request may only read: no reason to warn anybody. */
function forFork(published: Published, { isFork }: CommentSetting, key: GateKey, log: Pick<Log, 'say'>): Published {
  if (!isFork || published.state !== 'refused') return published
  const how = isCapacityKey(key) ? '"mode: comment" and "comment: always"' : '"mode: comment"'
  log.say(
    words`No comment, because the pull request is from a fork: ${published.why}. A second workflow with ${how} can write it; the job summary and the file have it now.`,
  )
  return { state: 'skipped' }
}

/** `null` where it is written. */
async function keepFile({ keep }: CommentSetting, render: (maxBytes: number) => string): Promise<Published | null> {
  try {
    await keep(render(MOST_BYTES))
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
    case 'refused':
      return placed
  }
}
