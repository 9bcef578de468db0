import { outside } from '../../model/outside.ts'
import type { Reproduction } from '../../model/report/report.ts'
import { pasteLine } from '../escape.ts'
import { type Html, html } from './html.ts'

/** The command that measures it again, to be copied. */
export function reproductionHtml({ command, notes }: Reproduction): Html {
  const line =
    command === null
      ? html`<p>The result does not say by which command it was measured.</p>`
      : html`<pre class="command" tabindex="0" role="region" aria-label="Command">${pasteLine(outside(command))}</pre>`
  return html`${line}
<ul class="words">
${notes.map((note) => html`<li>${note}</li>\n`)}</ul>`
}
