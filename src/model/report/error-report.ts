import { ConfigError, describePlace, type SetupError } from '../errors.ts'
import { type Words, words } from '../outside.ts'
import type { Report } from './report.ts'
import { lastLinesOf } from './report-logs.ts'

/** Why nothing could be judged, as a report, so that every output can render it: what is wrong, what to do, and the container's last lines. */
export function reportError(error: ConfigError | SetupError): Report {
  if (error instanceof ConfigError) {
    const lines = error.problems.map(
      (problem): Words => words`${describePlace(problem.place)}: ${problem.text}. ${problem.fix}`,
    )
    const count = lines.length === 1 ? 'one problem' : `${lines.length} problems`
    return {
      outcome: 'inconclusive',
      headline: words`Could not judge: ${count} in the configuration`,
      sections: [{ kind: 'words', title: 'Configuration', lines }],
    }
  }
  const logged = error.lastLines.length === 0 ? [] : lastLinesOf("the container's log", '', error.lastLines)
  return {
    outcome: 'inconclusive',
    headline: words`Could not judge: ${error.text}`,
    sections: [...logged, { kind: 'words', title: 'What to do', lines: [error.fix] }],
  }
}
