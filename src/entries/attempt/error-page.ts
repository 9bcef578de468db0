import type { ConfigError, SetupError } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'
import { reportError } from '../../model/report/error-report.ts'
import type { Report, Section } from '../../model/report/report.ts'

/** More problems than anybody mends at a time; the headline says how many there are. */
const MOST_LINES = 50

/** Why nothing could be judged, at a length that can be read. */
export function errorPage(error: ConfigError | SetupError): Report {
  const report = reportError(error)
  return { ...report, sections: report.sections.map(shortened) }
}

function shortened(section: Section): Section {
  if (section.kind !== 'words' || section.lines.length <= MOST_LINES) return section
  const more = section.lines.length - MOST_LINES
  return { ...section, lines: [...section.lines.slice(0, MOST_LINES), words`and ${more} more`] }
}
