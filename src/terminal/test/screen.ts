import xterm from '@xterm/headless'

/** A terminal as people see it: what is written to it moves its cursor and ends up on its lines. */
export class Screen {
  readonly #terminal: InstanceType<typeof xterm.Terminal>
  /** Every write, as it came. */
  readonly writes: string[] = []

  constructor(columns: number, rows = 24) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, convertEol: true, allowProposedApi: true })
  }

  get columns(): number {
    return this.#terminal.cols
  }

  get rows(): number {
    return this.#terminal.rows
  }

  write(text: string): void {
    this.writes.push(text)
    this.#terminal.write(text)
  }

  async resize(columns: number): Promise<void> {
    await this.#settled()
    this.#terminal.resize(columns, this.#terminal.rows)
  }

  /** What stands on it, scrolled-off lines included, without the empty lines at its end. */
  async text(): Promise<string> {
    await this.#settled()
    const { active } = this.#terminal.buffer
    const lines = Array.from(
      { length: active.length },
      (_, line) => active.getLine(line)?.translateToString(true) ?? '',
    )
    return `${lines.join('\n').trimEnd()}\n`
  }

  /** The last that was asked of it. */
  get cursorIsShown(): boolean {
    const all = this.writes.join('')
    return all.lastIndexOf('\u001B[?25l') <= all.lastIndexOf('\u001B[?25h')
  }

  #settled(): Promise<void> {
    return new Promise((resolve) => this.#terminal.write('', resolve))
  }
}
