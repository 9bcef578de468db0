import { displayWidth } from '../reports/display-width.ts'

const ESC = '\u001B'
const HIDE_CURSOR = `${ESC}[?25l`
const SHOW_CURSOR = `${ESC}[?25h`
const CLEAR_LINE_REST = `${ESC}[K`
const CLEAR_BELOW = `${ESC}[J`

/** Where the block is drawn, and how wide that is now. */
export type BlockScreen = { readonly write: (text: string) => unknown; readonly columns: () => number }

/**
 * Lines at the end of a terminal that are drawn again in place. Each change is one write that covers the old lines by the new ones
 * before anything is emptied, so that nothing flickers; the cursor moves within the block alone and is hidden while there is one.
 */
export class LiveBlock {
  readonly #screen: BlockScreen
  #drawn: readonly string[] = []
  /** How wide the terminal was then. */
  #columns = 0

  constructor(screen: BlockScreen) {
    this.#screen = screen
  }

  draw(lines: readonly string[]): void {
    if (lines.join('\n') === this.#drawn.join('\n')) return
    const columns = this.#screen.columns()
    const hide = this.#drawn.length === 0 ? HIDE_CURSOR : ''
    // What was wrapped stays marked as one line until it is emptied, and would be put together by the next resize.
    const clear = columns === this.#columns ? '' : CLEAR_BELOW
    this.#screen.write(hide + this.#toTop() + clear + body(lines))
    this.#drawn = lines
    this.#columns = columns
  }

  /** Prints a line above the block, or where there is none as the next one. */
  print(line: string): void {
    if (this.#drawn.length === 0) this.#screen.write(`${line}\n`)
    else this.#screen.write(`${this.#toTop()}${CLEAR_BELOW}${line}\n${body(this.#drawn)}`)
  }

  /** Takes the block away and gives the cursor back, at the place where the block began. */
  clear(): void {
    if (this.#drawn.length === 0) return
    this.#screen.write(this.#toTop() + CLEAR_BELOW + SHOW_CURSOR)
    this.#drawn = []
  }

  /**
   * The cursor stands below the last line: some terminals do not wrap the line that it is in when they are made narrower, but all
   * others they do.
   */
  #toTop(): string {
    if (this.#drawn.length === 0) return ''
    const columns = Math.max(1, this.#screen.columns())
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0)
    return `\r${ESC}[${rows}A`
  }
}

function body(lines: readonly string[]): string {
  return lines.map((line) => `${line}${CLEAR_LINE_REST}\n`).join('') + CLEAR_BELOW
}
