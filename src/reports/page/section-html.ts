import type { Outside } from '../../model/outside.ts'
import type { Section } from '../../model/report/report.ts'
import { logText } from '../escape.ts'
import { chartsHtml, type Enlist } from './charts-html.ts'
import { type Html, html } from './html.ts'
import { tableHtml } from './table-html.ts'

/** The last lines say how it ended; all of them are in the result. */
const MOST_LOG_LINES = 200

/** What stands under a section's title. */
export function sectionHtml(section: Section, enlist: Enlist): Html {
  switch (section.kind) {
    case 'table':
      return tableHtml(section)
    case 'words':
      return html`<ul class="words">
${section.lines.map((line) => html`<li>${line}</li>\n`)}</ul>`
    case 'log':
      return logHtml(section.title, section.lines)
    case 'charts':
      return html`${chartsHtml(section.groups, enlist)}`
  }
}

function logHtml(title: string, lines: readonly Outside[]): Html {
  const shown = lines.slice(-MOST_LOG_LINES)
  const cut = lines.length - shown.length
  return html`${cut === 0 ? '' : html`<p>The last ${shown.length} of ${lines.length} lines.</p>\n`}<pre class="log" tabindex="0" role="region" aria-label="${title}">${shown.map((line) => html`<span dir="auto">${logText(line)}</span>\n`)}</pre>`
}
