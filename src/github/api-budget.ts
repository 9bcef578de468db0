import type { Ms } from '../model/config.ts'

/**
 * What all calls of one run to GitHub may take together. A token of a workflow has 1,000 calls an hour for the whole repository, and nobody
 * waits minutes for a comment.
 */
export class ApiBudget {
  #calls: number
  #callsLeft: number
  #msLeft: Ms

  constructor({ calls, ms }: { readonly calls: number; readonly ms: Ms } = { calls: 60, ms: 60_000 }) {
    this.#calls = calls
    this.#callsLeft = calls
    this.#msLeft = ms
  }

  /** For a run that turns out to have more to do than one gate. */
  grow(more: { readonly calls: number; readonly ms: Ms }): void {
    this.#calls += more.calls
    this.#callsLeft += more.calls
    this.#msLeft += more.ms
  }

  get calls(): number {
    return this.#calls
  }

  /** Counts a call that is about to be made; `false` where none is left. */
  takeCall(): boolean {
    if (this.#callsLeft <= 0) return false
    this.#callsLeft -= 1
    return true
  }

  /** Counts time that was spent on calls and on waiting between them. */
  spend(ms: Ms): void {
    this.#msLeft = Math.max(0, this.#msLeft - ms)
  }

  get msLeft(): Ms {
    return this.#msLeft
  }
}
