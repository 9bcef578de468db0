import type { AbortReason } from '../../model/samples.ts'
import type { DriveEnd } from '../engine.ts'
import { abortReason } from './abort-reason.ts'

/** One call of `drive`: over when nothing more is to begin and all that began has ended, or at once when it is aborted. */
export class Stretch {
  readonly #signal: AbortSignal
  readonly #over = Promise.withResolvers<DriveEnd>()
  readonly #onAbort = () => this.abort(abortReason(this.#signal.reason))
  #underWay = 0
  #closed = false
  aborted = false

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', this.#onAbort, { once: true })
    if (signal.aborted) this.#onAbort()
  }

  begin(): void {
    this.#underWay++
  }

  end(): void {
    this.#underWay--
    this.#endIfOver()
  }

  /** Nothing more is to begin. */
  close(): void {
    this.#closed = true
    this.#endIfOver()
  }

  get closed(): boolean {
    return this.#closed || this.aborted
  }

  abort(why: AbortReason): void {
    this.aborted = true
    this.#over.resolve({ how: 'aborted', why })
  }

  async over(): Promise<DriveEnd> {
    const end = await this.#over.promise
    this.#signal.removeEventListener('abort', this.#onAbort)
    return end
  }

  #endIfOver(): void {
    if (this.#closed && this.#underWay === 0) this.#over.resolve({ how: 'complete' })
  }
}
