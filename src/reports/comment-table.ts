import { markdownTable } from 'markdown-table'
import { type Words, words } from '../model/outside.ts'
import type { Row, Section } from '../model/report/report.ts'
import { commentWords } from './comment-words.ts'
import { displayWidth } from './display-width.ts'
import { markSign } from './signs.ts'

type Table = Extract<Section, { kind: 'table' }>

/** Rows of a table in a comment; whoever needs more reads the summary. */
const MOST_ROWS = 40

/** A table of a comment, its first rows where there are many. */
export function commentTable({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const shown = rows.slice(0, MOST_ROWS)
  const titles = columns.map(({ title }) => commentWords(words`${title}`, 'cell'))
  const table = markdownTable([titles, ...shown.map(renderRow)], {
    align: columns.map(({ align }) => (align === 'right' ? 'r' : '')),
    alignDelimiters: false,
    stringLength: displayWidth,
    padding: true,
  })
  const rest = rows.length - shown.length
  return rest === 0 ? table : `${table}\n\n_${rest} more rows are in the run's summary._`
}

/** Sentences as a list, the first of them where there are many. */
export function commentList(lines: readonly Words[]): string {
  const shown = lines.slice(0, MOST_ROWS).map((line) => `- ${commentWords(line, 'line')}`)
  const rest = lines.length - shown.length
  return [...shown, ...(rest === 0 ? [] : [`- _${rest} more are in the run's summary._`])].join('\n')
}

/** Keeps a sign and its word on one line. */
const NO_BREAK = '\u00A0'

function renderRow({ mark, cells }: Row): readonly string[] {
  const sign = markSign(mark)
  const texts = cells.map((cell) => commentWords(cell, 'cell'))
  return sign === null ? texts : [`${sign.picture}${NO_BREAK}${texts[0] ?? ''}`, ...texts.slice(1)]
}
