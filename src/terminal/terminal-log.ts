import { words } from '../model/outside.ts'
import type { Progress } from '../model/progress.ts'
import type { Log } from '../ports.ts'
import { fitWidth } from '../reports/display-width.ts'
import { logLine, plainLine } from '../reports/escape.ts'
import { painter } from '../reports/paint.ts'
import { createPacer, progressBar, progressLine } from '../reports/progress-line.ts'

export type TerminalLogOptions = {
  readonly stream: { write(text: string): unknown }
  /** Whether a line can be drawn again in place. */
  readonly isTty: boolean
  /** Whether ANSI colours are printed: not under NO_COLOR, not in a file or a pipe. */
  readonly colour: boolean
  /** Width of the terminal now; it may be resized while the run goes on. */
  readonly columns: () => number
}

/** The command line's log. `clear` removes the progress line, for whoever writes to the same terminal next. */
export type TerminalLog = Log & { readonly clear: () => void }

/** Moves to the start of the line and empties it. */
const CLEAR_LINE = '\r\u001B[2K'

/** A running commentary for people at a terminal: groups are headings, progress is one line that is drawn again in place. */
export function createTerminalLog({ stream, isTty, colour, columns }: TerminalLogOptions): TerminalLog {
  const paint = painter(colour)
  const isDue = createPacer()
  let drawn = false

  function clear(): void {
    if (drawn) stream.write(CLEAR_LINE)
    drawn = false
  }

  function print(line: string): void {
    clear()
    stream.write(`${line}\n`)
  }

  function draw(now: Progress): void {
    // The last column stays free: a full line would wrap and could not be cleared.
    stream.write(CLEAR_LINE + fitWidth(progressBar(now), columns() - 1))
    drawn = true
  }

  return {
    clear,
    async group(title, body) {
      print(`\n${paint(plainLine(words`${title}`), 'bold')}`)
      try {
        return await body()
      } finally {
        clear()
      }
    },
    say: (sentence) => print(plainLine(sentence)),
    warn: (sentence) => print(`${paint('Warning:', 'yellow')} ${plainLine(sentence)}`),
    quote(title, lines) {
      print(`${plainLine(words`${title}`)}:`)
      for (const line of lines) print(logLine(line))
    },
    progress(now) {
      if (isTty) draw(now)
      else if (isDue(now)) print(progressLine(now))
    },
  }
}
