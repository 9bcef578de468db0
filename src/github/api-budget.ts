import type { Ms } from '../model/config.ts'

/** Calls, and time that they and the waiting between them take. */
export type Allowance = { readonly calls: number; readonly ms: Ms }

/** What some calls of a run are taken from. */
export interface Purse {
  /** How many there are in all, for whoever used them up. */
  readonly calls: number
  readonly callsLeft: number
  readonly msLeft: Ms
  /** Counts a call that is about to be made; `false` where none is left. */
  takeCall(): boolean
  /** Counts time that was spent on calls and on waiting between them. */
  spend(ms: Ms): void
  /** For a run that turns out to have more to do than one gate. */
  grow(more: Allowance): void
}

const WHOLE: Allowance = { calls: 61, ms: 60_000 }

/** For a pull request with 2,000 comments: 20 pages, who we are, where its head is, the write, a look for a race and what that leaves. */
export const FOR_COMMENT: Allowance = { calls: 27, ms: 20_000 }

/**
 * What all calls of one run to GitHub may take together. A token of a workflow has 1,000 calls an hour for the whole repository, and nobody
 * waits minutes for a comment.
 */
export class ApiBudget implements Purse {
  #calls: number
  #callsLeft: number
  #msLeft: Ms

  constructor({ calls, ms }: Allowance = WHOLE) {
    this.#calls = calls
    this.#callsLeft = calls
    this.#msLeft = ms
  }

  get calls(): number {
    return this.#calls
  }

  get callsLeft(): number {
    return this.#callsLeft
  }

  get msLeft(): Ms {
    return this.#msLeft
  }

  takeCall(): boolean {
    if (this.#callsLeft <= 0) return false
    this.#callsLeft -= 1
    return true
  }

  spend(ms: Ms): void {
    this.#msLeft = Math.max(0, this.#msLeft - ms)
  }

  grow(more: Allowance): void {
    this.#calls += more.calls
    this.#callsLeft += more.calls
    this.#msLeft += more.ms
  }

  /** The same budget for what is not to use it up: so much stays for others, whatever becomes of it. */
  keeping(kept: Allowance): Purse {
    const whole = this
    return {
      get calls() {
        return whole.calls - kept.calls
      },
      get callsLeft() {
        return Math.max(0, whole.callsLeft - kept.calls)
      },
      get msLeft() {
        return Math.max(0, whole.msLeft - kept.ms)
      },
      takeCall: () => whole.callsLeft > kept.calls && whole.takeCall(),
      spend: (ms) => whole.spend(ms),
      grow: (more) => whole.grow(more),
    }
  }
}
