import { words } from '../model/outside.ts'
import type { Log } from '../ports.ts'
import { logLine, plainLine } from '../reports/escape.ts'
import { painter } from '../reports/paint.ts'
import { createPacer, progressLine } from '../reports/progress-line.ts'
import { LiveBlock } from './live-block.ts'
import { LiveView, type LiveWorld } from './live-view.ts'

export type TerminalLogOptions = LiveWorld & {
  readonly stream: { write(text: string): unknown }
  /** Whether a block can be drawn again in place; else its figures are plain lines. */
  readonly live: boolean
  /** Warnings alone, and what failed programs wrote. */
  readonly quiet: boolean
}

/** The command line's log. `clear` takes the block away for good, for whoever writes to the same terminal next. */
export type TerminalLog = Log & { readonly clear: () => void }

/** A running commentary for people at a terminal: groups are headings, progress is a block below all lines. */
export function createTerminalLog({ stream, live, quiet, ...world }: TerminalLogOptions): TerminalLog {
  const paint = painter(world.look().colour)
  const block = new LiveBlock({ write: (text) => stream.write(text), columns: () => world.look().columns })
  const view = live && !quiet ? new LiveView(block, world) : null
  const isDue = createPacer()
  const tell = (line: string) => {
    if (!quiet) block.print(line)
  }
  return {
    clear: () => view?.close(),
    async group(title, body) {
      tell(`\n${paint(plainLine(words`${title}`), 'bold')}`)
      try {
        return await body()
      } finally {
        view?.end()
      }
    },
    say: (sentence) => tell(plainLine(sentence)),
    warn: (sentence) => block.print(`${paint('Warning:', 'yellow')} ${plainLine(sentence)}`),
    quote(title, lines) {
      block.print([`${plainLine(words`${title}`)}:`, ...lines.map(logLine)].join('\n'))
    },
    progress(now) {
      if (view !== null) view.tell(now)
      else if (isDue(now)) tell(progressLine(now))
    },
  }
}
