/** Something to be done when the event loop has gone on. What is asked for while something waits already is left out. */
export class NextTurn {
  #waiting: NodeJS.Immediate | undefined

  /** When everything has been read that the loop has found by now. */
  afterReading(act: () => void): void {
    this.#waiting ??= setImmediate(() => {
      this.#waiting = undefined
      act()
    })
  }

  /** When the loop has looked once more for what has come: from where an answer is read, the first `setImmediate` comes before that. */
  afterPoll(act: () => void): void {
    this.afterReading(() => this.afterReading(act))
  }

  clear(): void {
    clearImmediate(this.#waiting)
    this.#waiting = undefined
  }
}
