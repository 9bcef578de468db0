import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Screen } from '../../terminal/test/screen.ts'

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))

/** How long a program may take to show what is waited for. */
const PATIENCE_MS = 60_000

export type TerminalOptions = {
  readonly folder: string
  readonly columns: number
  readonly env?: Readonly<Record<string, string>>
}

/** `perf-gate` in a terminal of its own, made by util-linux's `script`, with the screen that people would see. */
export class PseudoTerminal {
  readonly screen: Screen
  readonly #child: ChildProcess
  readonly #exit: Promise<number | null>

  constructor(args: readonly string[], { folder, columns, env = {} }: TerminalOptions) {
    this.screen = new Screen(columns, 40)
    const command = `stty cols ${columns} rows 40; exec ${[process.execPath, CLI, ...args].map(quoted).join(' ')}`
    this.#child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
      cwd: folder,
      env: { ...environment(), ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.screen.write(text))
    this.#exit = once(this.#child, 'exit').then(([code]) => code as number | null)
  }

  /** Everything that was written to it, as it came. */
  get written(): string {
    return this.screen.writes.join('')
  }

  /** What stands on the screen as soon as that is there. */
  async shows(pattern: RegExp): Promise<string> {
    const until = performance.now() + PATIENCE_MS
    for (;;) {
      const text = await this.screen.text()
      if (pattern.test(text)) return text
      if (performance.now() > until) throw new Error(`${pattern} never stood on the screen:\n${text}`)
      await sleep(50)
    }
  }

  /** As if somebody typed. */
  type(text: string): void {
    this.#child.stdin?.write(text)
  }

  /** The exit code, when all that was written stands on the screen. */
  async ended(): Promise<number | null> {
    const code = await this.#exit
    this.#child.stdin?.end()
    return code
  }
}

/** That of a person's terminal, wherever the tests run. */
function environment(): NodeJS.ProcessEnv {
  const { CI, NO_COLOR, LC_ALL, LC_CTYPE, ...rest } = process.env
  return { ...rest, TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/sh' }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
