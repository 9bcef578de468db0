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
      return commentList(section.lines)
    case 'table':
      return commentTable(section)
    case 'log':
    case 'charts':
      return ''
  }
}
