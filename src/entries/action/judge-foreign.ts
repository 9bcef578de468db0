import { readCapacity } from '../../model/capacity/read-capacity.ts'
import { isGateChanged } from '../../model/gate-changes/is-gate-changed.ts'
import { isNews } from '../../model/gate-changes/is-news.ts'
import { isCapacityKey } from '../../model/gate-key.ts'
import { outside, words } from '../../model/outside.ts'
import { readResult } from '../../model/result/read-result.ts'
import type { Result } from '../../model/result/result.ts'
import type { ForeignGate, ForeignJudged, ForeignOrder, ForeignVerdict } from '../../ports.ts'
import { type CommentInput, renderComment } from '../../reports/comment.ts'
import { shortWords } from '../../reports/comment-words.ts'
import { renderForeignSummary } from '../../reports/foreign-summary.ts'
import { finish } from '../../stories/finish.ts'
import { openFile } from '../../stories/open-file.ts'
import { size } from '../../stories/size.ts'

/** Bytes of the comments: what GitHub takes for sure, and half of it for where it does not. */
const COMMENT_BYTES = [59_500, 29_500] as const

/** Characters, in the log. */
const LONGEST_HEADLINE = 500

/** The verdict on another run's result and all that is told of it. Whatever somebody made up is `bad`, and never thrown. */
export function judgeForeign(order: ForeignOrder): ForeignJudged {
  try {
    return isCapacityKey(order.about.key) ? judgeSized(order) : judgeGate(order)
  } catch (error) {
    // A result that some program made up can hold what no run gives: its parts fit the format and not each other.
    return { state: 'bad', why: words`it cannot be judged (${outside(String(error))})` }
  }
}

function judgeGate(order: ForeignOrder): ForeignJudged {
  const opened = openFile({ state: 'text', text: order.text }, readResult)
  if (opened.state === 'bad') return opened
  const { report, ...judged } = finish(withGate(opened.result, order))
  return { state: 'good', verdict: tell({ report, judged }, order.about) }
}

/** The answers of a capacity run, as they follow from what it measured. */
function judgeSized({ text, about }: ForeignOrder): ForeignJudged {
  const opened = openFile({ state: 'text', text }, readCapacity)
  if (opened.state === 'bad') return opened
  const { report } = size(opened.capacity)
  // It asks nothing of a gate that it could change.
  return { state: 'good', verdict: tell({ report, judged: null }, about) }
}

/** What the base branch asks is not for the change to say. */
function withGate(result: Result, { gateBefore }: ForeignOrder): Result {
  return gateBefore.state === 'known'
    ? { ...result, gateBefore: gateBefore.gate, gateUnknown: null }
    : { ...result, gateBefore: null, gateUnknown: gateBefore.why }
}

type Telling = Pick<CommentInput, 'report' | 'judged'>

function tell(telling: Telling, { pullNumber, ...about }: ForeignGate): ForeignVerdict {
  const { report, judged } = telling
  const result = judged?.result ?? null
  const input: CommentInput = { ...about, ...telling, isForeign: true }
  return {
    outcome: report.outcome,
    headline: shortWords(report.headline, LONGEST_HEADLINE),
    gateChanged: result === null ? false : isGateChanged(result),
    isNews: isNews(report.outcome, result),
    summary: renderForeignSummary({ ...input, pullNumber }),
    comments: COMMENT_BYTES.map((bytes) => renderComment(input, bytes)),
  }
}
