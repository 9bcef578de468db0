const SECOND_MS = 1000

/**
 * Runs out after so many seconds without a sign, up to one later. Counted in ticks of this thread, not by the clock: a process that was stopped, or had no
 * core for a while, has read none of the signs that came meanwhile, and must not take that for silence.
 */
export class Patience {
  readonly #seconds: number
  readonly #timer: NodeJS.Timeout
  #silent = 0

  constructor(seconds: number, ranOut: () => void) {
    this.#seconds = seconds
    this.#timer = setInterval(() => {
      this.#silent++
      if (this.#silent <= this.#seconds) return
      this.end()
      ranOut()
    }, SECOND_MS)
  }

  /** A sign: it begins anew. */
  renew(): void {
    this.#silent = 0
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
