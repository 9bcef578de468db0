import type { Report, RunRecord } from '../../model/report/report.ts'
import { outcomeSign } from '../signs.ts'
import { type Html, html } from './html.ts'

/** The verdict in words, and what was measured when. */
export function headerHtml({ outcome, headline }: Report, run: RunRecord | null): Html {
  const { character, colour } = outcomeSign(outcome)
  return html`<header class="${colour}">
<h1><span class="sign ${colour}" aria-hidden="true">${character}</span> ${headline}</h1>
${run === null ? '' : factsHtml(run)}</header>`
}

function factsHtml({ facts }: RunRecord): Html {
  return html`<dl class="facts">${facts.map(([name, fact]) => html`<div><dt>${name}</dt><dd>${fact}</dd></div>`)}</dl>\n`
}
