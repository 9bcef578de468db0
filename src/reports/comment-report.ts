import { isOutside, type Words } from '../model/outside.ts'
import type { Report, Section } from '../model/report/report.ts'
import type { CommentSection } from './comment-sections.ts'
import { commentList, commentTable } from './comment-table.ts'
import { details } from './details.ts'

/**
 * The sections of a report that stands for itself, such as that of a capacity run, or of what could not be judged: its first sentences open,
 * everything else each a line to open. Where there is no room the last are cut first. Charts and lines of logs are for other places.
 */
export function reportSections({ sections }: Report): readonly CommentSection[] {
  const shown = sections.filter(({ kind }) => kind === 'words' || kind === 'table')
  const first = shown.findIndex(({ kind }) => kind === 'words')
  return shown.map((section, place) => ({
    name: section.title,
    need: shown.length - place,
    text: place === first ? bodyOf(section) : details(section.title, bodyOf(section)),
  }))
}

function bodyOf(section: Section): string {
  switch (section.kind) {
    case 'words':
      return commentList(section.lines.map(withoutAnswers))
    case 'table': {
      const rows = section.rows.map((row) => ({ ...row, cells: row.cells.map(withoutAnswers) }))
      return commentTable({ columns: section.columns, rows })
    }
    case 'log':
    case 'charts':
      return ''
  }
}

/** What a target or an engine answered can hold a body or a line of a log: it stays in the log of the run. */
export function withoutAnswers(sentence: Words): Words {
  return sentence.map((part) => (isOutside(part) && part.answered === true ? '(see the log of the run)' : part))
}
