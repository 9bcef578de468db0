import { createTerminalLog, type TerminalLog } from '../terminal/terminal-log.ts'

/** Width where standard output is no terminal. */
export const PIPE_COLUMNS = 160

/** The command line's log, on standard error. */
export function commandLog(): TerminalLog {
  const { stderr } = process
  return createTerminalLog({
    stream: stderr,
    isTty: stderr.isTTY === true,
    colour: hasColour(stderr),
    columns: () => stderr.columns ?? PIPE_COLUMNS,
  })
}

/** https://no-color.org: any value that is not empty switches colour off. */
export function hasColour(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, CI, TERM } = process.env
  return stream.isTTY === true && (NO_COLOR ?? '') === '' && (CI ?? '') === '' && TERM !== 'dumb'
}
