import type { Side } from '../config.ts'
import type { Round, Start, Who } from '../evidence.ts'
import { type Outside, outside, plainText, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { readyRounds } from '../result/views.ts'
import { lastError } from './last-error.ts'
import type { Section } from './report.ts'

/** What a container or a body said where something went wrong. Each section says by its title whose it is. */
export function logSections({ evidence }: Pick<Result, 'evidence'>): readonly Section[] {
  const paired = evidence.some(({ starts }) => starts.some(({ side }) => side === 'baseline'))
  const whose = (side: Side, round: string) => (paired ? `${side}, ${round}` : round)
  return [
    ...evidence.flatMap(({ round, starts }) =>
      starts.flatMap((start) => sectionsOf(start, whose(start.side, `round ${round}`))),
    ),
    ...SIDES.flatMap((side) => livingSections(evidence, side, (round) => whose(side, round))),
  ]
}

const SIDES: readonly Side[] = ['candidate', 'baseline']

function sectionsOf({ ending, ...start }: Start, when: string): readonly Section[] {
  const sections: Section[] = []
  if (ending !== null && ending.lastLines.length > 0) {
    sections.push(...lastLinesOf(`${nameOf(ending)}'s log`, `(${when})`, ending.lastLines))
  }
  if (start.state === 'failed') return sections
  for (const { ok, body, request } of start.probes) {
    if (ok || body === null) continue
    // A title is text of ours, for which the name is tamed here; it is escaped like any other.
    const title = plainText(words`Body of the unexpected answer to ${outside(request)} (${when})`)
    sections.push({ kind: 'log', title, lines: [body] })
  }
  return sections
}

/** The end of a log, and before it what went wrong in one line, where one says so: it would stand among frames of a stack. */
export function lastLinesOf(log: string, when: string, lines: readonly Outside[]): readonly Section[] {
  const title = (what: string) => `${what} ${log} ${when}`.trimEnd()
  const error = lastError(lines)
  const ofError: Section[] = error === null ? [] : [{ kind: 'log', title: title('The last error in'), lines: [error] }]
  return [...ofError, { kind: 'log', title: title('Last lines of'), lines }]
}

/** Of the rounds in which a side failed requests and lived on, the first: the others say much the same, and are in the result. */
function livingSections(evidence: readonly Round[], side: Side, whose: (round: string) => string): readonly Section[] {
  const said = readyRounds({ evidence }, side).filter(({ start }) =>
    start.logs.some(({ lastLines }) => lastLines.length > 0),
  )
  const [first] = said
  if (first === undefined) return []
  const when = whose(`round ${first.round}${said.length === 1 ? '' : `, the first of ${said.length}`}`)
  return first.start.logs
    .filter(({ lastLines }) => lastLines.length > 0)
    .flatMap(({ lastLines, ...one }) =>
      lastLinesOf(`${nameOf(one)}'s log`, `after requests had failed (${when})`, lastLines),
    )
}

/** `the container`, `replica 2`, `the balancer`. */
function nameOf({ who }: { readonly who: Who | null }): string {
  if (who === null) return 'the container'
  return who.kind === 'balancer' ? 'the balancer' : `replica ${who.number}`
}
