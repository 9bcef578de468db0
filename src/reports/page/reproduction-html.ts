import { outside, tame } from '../../model/outside.ts'
import type { Reproduction } from '../../model/report/report.ts'
import { type Html, html } from './html.ts'

/** Longest command that is printed, in characters: one with a body in it. */
const LONGEST = 20_000

/** The command that measures it again, to be copied: as it is or not at all. */
export function reproductionHtml({ about, command, notes }: Reproduction): Html {
  return html`${about === undefined ? '' : html`<p>${about}</p>\n`}${commandHtml(command)}
<ul class="words">
${notes.map((note) => html`<li>${note}</li>\n`)}</ul>`
}

function commandHtml(command: string | null): Html {
  if (command === null) return html`<p>The result does not say by which command it was measured.</p>`
  if (command.length > LONGEST)
    return html`<p>The command is too long to print: it is in the result file, as <code>command</code>.</p>`
  // A reader would copy something else than they see.
  if (tame(outside(command), LONGEST) !== command)
    return html`<p>The command holds characters that nobody can see: it is in the result file, as <code>command</code>.</p>`
  return html`<pre class="command" dir="ltr" tabindex="0" role="region" aria-label="Command">${command}</pre>`
}
