import xterm from '@xterm/headless'

/** One place of a screen. `colour`: one of the sixteen by number; `null`: the terminal's own. */
export type Cell = {
  readonly text: string
  readonly colour: number | null
  readonly isBold: boolean
  readonly isDim: boolean
}

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

  /** Its lines with their looks, as far as something stands on them; what has scrolled off is left out. */
  async cells(): Promise<readonly (readonly Cell[])[]> {
    await this.#settled()
    const { active } = this.#terminal.buffer
    const lines = Array.from({ length: this.rows }, (_, row) => this.#cellsOf(active.viewportY + row))
    return lines.slice(0, lines.findLastIndex((cells) => cells.some(({ text }) => text.trim() !== '')) + 1)
  }

  #cellsOf(row: number): readonly Cell[] {
    const line = this.#terminal.buffer.active.getLine(row)
    return Array.from({ length: this.columns }, (_, column) => {
      const cell = line?.getCell(column)
      return {
        text: cell?.getChars() ?? '',
        colour: cell?.isFgPalette() ? cell.getFgColor() : null,
        isBold: (cell?.isBold() ?? 0) !== 0,
        isDim: (cell?.isDim() ?? 0) !== 0,
      }
    })
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
