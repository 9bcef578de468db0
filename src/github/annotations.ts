import { type AnnotationProperties, error, warning } from '@actions/core'
import { type ConfigError, describePlace, type Problem, type SetupError } from '../model/errors.ts'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import type { Mark, Report } from '../model/report/report.ts'
import { plainLine } from '../reports/escape.ts'

/** The runner shows ten errors of a step; the last place is for "and N more". */
const MOST_PROBLEMS = 9

/** The runner cuts a message at 4096 characters. */
const LONGEST_MESSAGE = 4000

/** One error for each problem, at its line of the file. Paths must be relative to the workspace for GitHub to show them there. */
export function annotateConfigError({ problems }: ConfigError): void {
  const shown = problems.length <= MOST_PROBLEMS + 1 ? problems : problems.slice(0, MOST_PROBLEMS)
  for (const problem of shown) annotateProblem(problem)
  const more = problems.length - shown.length
  if (more > 0) error(`and ${more} more problems in the configuration; the log says more`, { title: CONFIG_TITLE })
}

const CONFIG_TITLE = 'perf-gate: the configuration cannot be used'

function annotateProblem({ place, text, fix }: Problem): void {
  if (place.kind === 'file') {
    const properties: AnnotationProperties = {
      title: CONFIG_TITLE,
      file: plainLine([outside(place.file)]),
      startLine: place.line,
      startColumn: place.column,
    }
    error(message([text, fix]), properties)
  } else error(message([words`${describePlace(place)}: ${text}`, fix]), { title: CONFIG_TITLE })
}

/** One error: what is wrong and what to do. The container's last lines stay in the log. */
export function annotateSetupError({ text, fix }: SetupError): void {
  error(message([text, fix]), { title: 'perf-gate: could not judge' })
}

/** One error for a gate that failed, one warning for one that cannot tell, with the rows that made it so; nothing for a pass. */
export function annotateReport(report: Report): void {
  switch (report.outcome) {
    case 'pass':
      return
    case 'fail':
      error(message([report.headline, ...rowsWith(report, ['fail'])]), { title: 'perf-gate: fail' })
      return
    case 'inconclusive': {
      const rows = rowsWith(report, ['likely', 'cannot-tell', 'no-data'])
      warning(message([report.headline, ...rows]), { title: 'perf-gate: cannot tell' })
    }
  }
}

/** All warnings of a run in one annotation; none for none. */
export function annotateWarnings(warnings: readonly Words[]): void {
  if (warnings.length === 0) return
  const title = warnings.length === 1 ? 'perf-gate: a warning' : `perf-gate: ${warnings.length} warnings`
  warning(message(warnings), { title })
}

function rowsWith(report: Report, marks: readonly Mark[]): readonly Words[] {
  const rows = report.sections.flatMap((section) => (section.kind === 'table' ? section.rows : []))
  const found = rows.filter(({ mark }) => mark !== null && marks.includes(mark))
  return found.map(({ cells }) => joinWords(cells.filter(hasText), ', '))
}

function hasText(cell: Words): boolean {
  return plainLine(cell) !== ''
}

/** One sentence a line, as many as fit. */
function message(sentences: readonly Words[]): string {
  const lines = sentences.map(plainLine)
  let text = lines[0] ?? ''
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue
    const rest = `\nand ${lines.length - index} more; the log has them all`
    if (text.length + line.length + rest.length >= LONGEST_MESSAGE) return text.slice(0, LONGEST_MESSAGE) + rest
    text += `\n${line}`
  }
  return text.slice(0, LONGEST_MESSAGE)
}
