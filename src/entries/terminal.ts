import type { Report } from '../model/report.ts'
import { renderTerminal } from '../reports/terminal.ts'
import { createTerminalLog, type TerminalLog } from '../terminal/terminal-log.ts'

/** Width where nobody can say: of a pipe or a file, and of a terminal, which reports 0 where it does not know. */
const PIPE_COLUMNS = 160
const TERMINAL_COLUMNS = 80

type Stream = { readonly isTTY?: boolean; readonly columns?: number }

/** The width to write to a stream in. */
export function columnsOf({ isTTY, columns }: Stream): number {
  if (columns !== undefined && columns > 0) return columns
  return isTTY === true ? TERMINAL_COLUMNS : PIPE_COLUMNS
}

/** The command line's log, on standard error. */
export function commandLog(): TerminalLog {
  const { stderr } = process
  return createTerminalLog({
    stream: stderr,
    isTty: stderr.isTTY === true,
    colour: hasColour(stderr),
    columns: () => columnsOf(stderr),
  })
}

export function printReport(report: Report, stream: NodeJS.WriteStream): void {
  stream.write(renderTerminal(report, { colour: hasColour(stream), columns: columnsOf(stream) }))
}

/** https://no-color.org: any value that is not empty switches colour off. */
function hasColour(stream: Stream): boolean {
  const { NO_COLOR, CI, TERM } = process.env
  return stream.isTTY === true && (NO_COLOR ?? '') === '' && (CI ?? '') === '' && TERM !== 'dumb'
}
