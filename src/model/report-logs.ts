import type { Section } from './report.ts'
import type { Result } from './result.ts'

/** What a container or a body said where something went wrong. */
export function logSections(result: Result): readonly Section[] {
  return result.evidence.flatMap((round) =>
    round.starts.flatMap((start): Section[] => {
      const sections: Section[] = []
      const ending = start.ending
      if (ending !== null && ending.lastLines.length > 0) {
        sections.push({
          kind: 'log',
          title: `Last lines of the container's log (round ${round.round})`,
          lines: ending.lastLines,
        })
      }
      if (start.state === 'failed') return sections
      for (const probe of start.probes) {
        if (probe.ok || probe.body === null) continue
        sections.push({ kind: 'log', title: 'Body of the unexpected answer', lines: [probe.body] })
      }
      return sections
    }),
  )
}
