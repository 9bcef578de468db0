import { outside, words } from '../model/outside.ts'
import { type CommentInput, FOREIGN, link } from './comment.ts'
import { commentWords } from './comment-words.ts'
import { renderMarkdown } from './markdown.ts'

/** What is told for another run. */
export type ForeignInput = Pick<CommentInput, 'key' | 'report' | 'runUrl' | 'artifactUrl' | 'commit'> & {
  readonly pullNumber: number
}

/** The report of another run's gate as Markdown: first whose numbers they are, and of which gate. */
export function renderForeignSummary({ report, ...about }: ForeignInput): string {
  return [headOf(about), FOREIGN, renderMarkdown(report)].join('\n\n')
}

function headOf({ key, pullNumber, commit, runUrl, artifactUrl }: Omit<ForeignInput, 'report'>): string {
  const at = commit === null ? '' : words`, commit ${outside(commit.slice(0, 12))}`
  const who = commentWords(words`Gate ${key.label} of pull request ${pullNumber}${at}`, 'line')
  return [who, link('Run', runUrl), link('result and report', artifactUrl)].filter((part) => part !== '').join(' · ')
}
