import type { YAMLParseError } from 'yaml'
import type { Place, Problem } from '../../model/errors.ts'
import { advise, openBracket, withoutComment } from './yaml-rules.ts'

const MOST_ERRORS = 20
/** The rules look for patterns in a line; a line that is longer than this was not written by hand. */
const LONGEST_LINE = 2000

/** Errors that end with their line; after any other, what follows is noise. */
const CONTAINED: readonly string[] = ['TAB_AS_INDENT', 'BAD_SCALAR_START', 'BLOCK_AS_IMPLICIT_KEY']

/**
 * YAML's own errors in words that help, made from the source line. An unclosed bracket or quote makes everything after it wrong,
 * so what follows such a mistake is not told. One problem per line.
 */
export function explainYamlErrors(
  errors: readonly YAMLParseError[],
  text: string,
  place: (offset: number) => Place,
): readonly Problem[] {
  const lines = text.split(/\r\n|\n/).map((line) => line.slice(0, LONGEST_LINE))
  const problems: Problem[] = []
  const told = new Set<number>()
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0]).slice(0, MOST_ERRORS)) {
    const at = place(error.pos[0])
    if (at.kind !== 'file') continue
    const open = unclosed(error, lines, at.line)
    const where = open ?? { line: at.line, column: at.column }
    if (told.has(where.line)) continue
    told.add(where.line)
    const line = lines[where.line - 1] ?? ''
    const advice = advise({
      code: error.code,
      message: error.message,
      line,
      next: lines[where.line] ?? '',
      column: where.column,
    })
    problems.push({
      place: { ...at, line: where.line + (advice.linesBelow ?? 0), column: advice.column ?? where.column },
      text: advice.text,
      fix: advice.fix,
    })
    if (!CONTAINED.includes(error.code)) break
  }
  return problems
}

/** Where the bracket or quote was opened that the error says is not closed. */
function unclosed(
  error: YAMLParseError,
  lines: readonly string[],
  from: number,
): { line: number; column: number } | null {
  const quote = /Missing closing (.)quote/.exec(error.message)?.[1]
  const flow = /^Flow (?:map|sequence)/.test(error.message)
  if (quote === undefined && !flow) return null
  for (let line = from; line >= 1; line--) {
    const code = withoutComment(lines[line - 1] ?? '')
    const column = quote === undefined ? openBracket(code) : oddQuote(code, quote)
    if (column !== null) return { line, column }
  }
  return null
}

function oddQuote(line: string, quote: string): number | null {
  const at = line.split(quote)
  return at.length % 2 === 0 ? line.lastIndexOf(quote) + 1 : null
}
