import { outside, type Words, words } from '../../model/outside.ts'
import type { Report } from '../../model/report.ts'
import type { Result } from '../../model/result.ts'
import { formatMs } from '../../model/units.ts'
import { outcomeSign } from '../signs.ts'
import { type Html, html } from './html.ts'

/** The verdict in words, and what was measured when. */
export function headerHtml({ outcome, headline }: Report, result: Result | null): Html {
  const { character, colour } = outcomeSign(outcome)
  return html`<header class="${colour}">
<h1><span class="sign ${colour}" aria-hidden="true">${character}</span> ${headline}</h1>
${result === null ? '' : factsHtml(result)}</header>`
}

function factsHtml(result: Result): Html {
  const { images, startedAt, finishedAt, evidence, perfGate, runId } = result
  const facts: readonly (readonly [string, Words])[] = [
    ['Image', words`${outside(images.candidate.reference)}`],
    ...(images.baseline === null ? [] : [['Baseline', words`${outside(images.baseline.reference)}`] as const]),
    ['Measured', words`${day(startedAt)}, ${formatMs(Date.parse(finishedAt) - Date.parse(startedAt))}`],
    ['Rounds', words`${evidence.length}`],
    ['Run', words`${outside(runId)}`],
    ['perf-gate', words`${outside(perfGate)}`],
  ]
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>\n`
}

/** `2026-11-05 10:00 UTC`. */
function day(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}
