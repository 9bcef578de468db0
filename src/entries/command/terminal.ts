import { systemClock } from '../../host/clock.ts'
import { words } from '../../model/outside.ts'
import type { Report } from '../../model/report/report.ts'
import type { Glyphs } from '../../reports/sparkline.ts'
import { renderTerminal } from '../../reports/terminal.ts'
import { createTerminalLog, type TerminalLog } from '../../terminal/terminal-log.ts'

/** Size where nobody can say: of a pipe or a file, and of a terminal, which reports 0 where it does not know. */
const PIPE_COLUMNS = 160
const TERMINAL_COLUMNS = 80
const TERMINAL_ROWS = 24

type Stream = { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }
type Env = Readonly<Record<string, string | undefined>>

/** The width to write to a stream in. */
export function columnsOf({ isTTY, columns }: Stream): number {
  if (columns !== undefined && columns > 0) return columns
  return isTTY === true ? TERMINAL_COLUMNS : PIPE_COLUMNS
}

/** `quiet`: warnings alone. `interrupted`: from then on nothing is shown of the run but that it is cleared away. */
export type LogWishes = { readonly quiet: boolean; readonly interrupted: AbortSignal }

/** The command line's log, on standard error. Whatever ends the process, the terminal has its cursor back. */
export function commandLog(wishes?: LogWishes): TerminalLog {
  const { stderr, env } = process
  const log = createTerminalLog({
    stream: stderr,
    live: isLive(stderr, env),
    quiet: wishes?.quiet === true,
    look: () => ({
      columns: columnsOf(stderr),
      rows: stderr.rows > 0 ? stderr.rows : TERMINAL_ROWS,
      colour: hasColour(stderr, env),
      glyphs: glyphsOf(env),
    }),
    clock: systemClock,
    ticks: (tick) => ticksOf(stderr, tick),
  })
  process.on('exit', log.clear)
  wishes?.interrupted.addEventListener('abort', () => {
    log.clear()
    log.say(words`Interrupted: what this run has started is being removed`)
  })
  return log
}

export function printReport(report: Report, stream: NodeJS.WriteStream): void {
  stream.write(renderTerminal(report, { colour: hasColour(stream, process.env), columns: columnsOf(stream) }))
}

/** Whether lines can be drawn again in place: a log that is kept would keep every frame. */
export function isLive({ isTTY }: Stream, { CI, TERM }: Env): boolean {
  return isTTY === true && (CI ?? '') === '' && TERM !== 'dumb'
}

/** https://no-color.org: any value that is not empty switches colour off. */
export function hasColour(stream: Stream, env: Env): boolean {
  return isLive(stream, env) && (env.NO_COLOR ?? '') === ''
}

/** ASCII alone where the locale says so in so many words, and on Linux's own console, whose font has no blocks. */
export function glyphsOf({ LC_ALL, LC_CTYPE, LANG, TERM }: Env): Glyphs {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? ''
  return TERM === 'linux' || /^(C|POSIX)$/.test(locale) ? 'ascii' : 'unicode'
}

/** A start shows the seconds that it takes. */
const TICK_MS = 1000

/** Once a second, and whenever the terminal is resized. It keeps no process alive. */
function ticksOf(stream: NodeJS.WriteStream, tick: () => void): () => void {
  const timer = setInterval(tick, TICK_MS).unref()
  stream.on('resize', tick)
  return () => {
    clearInterval(timer)
    stream.off('resize', tick)
  }
}
