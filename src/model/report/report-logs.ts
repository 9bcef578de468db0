import type { Side } from '../config.ts'
import type { Round, Start, Who } from '../evidence.ts'
import { outside, plainText, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { readyRounds } from '../result/views.ts'
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
    const title = `Last lines of ${nameOf(ending)}'s log (${when})`
    sections.push({ kind: 'log', title, lines: ending.lastLines })
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
    .map(({ lastLines, ...one }) => ({
      kind: 'log',
      title: `Last lines of ${nameOf(one)}'s log after requests had failed (${when})`,
      lines: lastLines,
    }))
}

/** `the container`, `replica 2`, `the balancer`. */
function nameOf({ who }: { readonly who: Who | null }): string {
  if (who === null) return 'the container'
  return who.kind === 'balancer' ? 'the balancer' : `replica ${who.number}`
}
