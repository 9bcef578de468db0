import { markdownTable } from 'markdown-table'
import { words } from '../model/outside.ts'
import type { Report, Row, Section } from '../model/report/report.ts'
import { details } from './details.ts'
import { displayWidth } from './display-width.ts'
import { markdownWords } from './escape.ts'
import { markSign, outcomeSign } from './signs.ts'

/** A report as GitHub-flavoured Markdown, for comments, summaries and files. Log sections are left out: they are for logs; and so are charts. */
export function renderMarkdown(report: Report): string {
  const headline = `## ${outcomeSign(report.outcome).picture} ${markdownWords(report.headline, 'line')}`
  return `${[headline, ...report.sections.flatMap(renderSection)].join('\n\n')}\n`
}

/** Stands where sections were cut. */
function cutNote(count: number): string {
  return `_Sections left out here for their length: ${count}. The report file has everything._\n`
}

/** Starts a section, and nothing else: no line of a section's body begins so. */
const SECTION_START = /^(?=### )/m

/**
 * The same Markdown in at most `maxBytes` of UTF-8. Whole sections are cut, never a part of one, and a line says so; later
 * sections that fit are kept. Less room than that line needs leaves nothing.
 */
export function limitMarkdown(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  const sections = text.split(SECTION_START)
  const kept: string[] = []
  let room = maxBytes - Buffer.byteLength(cutNote(sections.length))
  if (room < 0) return ''
  for (const section of sections) {
    // A section that was the last one ends in one newline; the note needs an empty line before it.
    const whole = `${section.trimEnd()}\n\n`
    const size = Buffer.byteLength(whole)
    if (size > room) continue
    kept.push(whole)
    room -= size
  }
  return kept.join('') + cutNote(sections.length - kept.length)
}

function renderSection(section: Section): readonly string[] {
  const title = `### ${markdownWords(words`${section.title}`, 'line')}`
  switch (section.kind) {
    case 'table':
      if (section.rows.length === 0) return []
      return [title, section.isQuiet === true ? details('Nothing unusual', renderTable(section)) : renderTable(section)]
    case 'words':
      return section.lines.length === 0
        ? []
        : [title, section.lines.map((line) => `- ${markdownWords(line, 'line')}`).join('\n')]
    case 'log':
    case 'charts':
      return []
  }
}

function renderTable({ columns, rows }: Extract<Section, { kind: 'table' }>): string {
  const titles = columns.map((column) => markdownWords(words`${column.title}`, 'cell'))
  const table = [titles, ...rows.map(renderRow)]
  return markdownTable(table, {
    align: columns.map((column) => (column.align === 'right' ? 'r' : '')),
    alignDelimiters: table.flat().every((cell) => displayWidth(cell) <= WIDEST_ALIGNED),
    stringLength: displayWidth,
  })
}

/** One long cell would pad every other row, so that a table with one is not aligned in its source; it looks the same rendered. */
const WIDEST_ALIGNED = 120

/** A row's sign stands in its first cell. */
function renderRow({ mark, cells }: Row): readonly string[] {
  const sign = markSign(mark)
  const texts = cells.map((cell) => markdownWords(cell, 'cell'))
  return sign === null ? texts : [`${sign.picture} ${texts[0] ?? ''}`, ...texts.slice(1)]
}
