import type { Ms } from '../../model/config.ts'
import { newHistogram, percentile, type Window } from '../../model/samples.ts'
import type { Gathered, Piece } from './window-recorder.ts'

/** A window that no thread will add to any more; `attempts` and `failed` with those of the spawn phase. */
export type ClosedWindow = {
  readonly fromMs: Ms
  readonly toMs: Ms
  readonly attempts: number
  readonly failed: number
}

/** The curve of one side of a stage: puts the pieces of all threads together, and reads percentiles of what is merged. */
export class Curve {
  readonly #windowMs: Ms
  /** Up to where each thread has told everything. */
  readonly #told: Ms[]
  readonly #open = new Map<number, Piece[]>()
  readonly #windows: Window[] = []
  readonly #step = newHistogram()
  readonly #all = newHistogram()
  okSoFar = 0
  failedSoFar = 0

  constructor(threads: number, windowMs: Ms) {
    this.#windowMs = windowMs
    this.#told = Array.from({ length: threads }, () => 0)
  }

  /** A turn begins for all threads, so far into the side's time: nothing of before is still to come. */
  resume(fromMs: Ms): void {
    this.#told.fill(fromMs)
  }

  /** A thread has nothing more to tell in this turn, and is not waited for; gives the windows that only waited for it. */
  done(thread: number): readonly ClosedWindow[] {
    this.#told[thread] = Number.POSITIVE_INFINITY
    return this.#closeTold()
  }

  /** Takes what one thread has gathered; gives the windows that it was the last to complete. */
  add(thread: number, gathered: Gathered): readonly ClosedWindow[] {
    this.#told[thread] = gathered.upToMs
    for (const piece of gathered.pieces) {
      this.okSoFar += piece.micros.length
      this.failedSoFar += piece.failed
      const others = this.#open.get(piece.window)
      if (others === undefined) this.#open.set(piece.window, [piece])
      else others.push(piece)
    }
    return this.#closeTold()
  }

  /** p95 of all requests together up to the last closed window; `null` before the first answer. */
  p95Ms(): Ms | null {
    const p95 = percentile({ histogram: this.#all, timeouts: 0, timeoutMs: 0 }, 95)
    return p95.state === 'value' ? p95.ms : null
  }

  /** p95 of the last closed window; `null` where no answer fell into it. */
  recentP95Ms(): Ms | null {
    const micros = this.#windows.at(-1)?.p95Micros ?? null
    return micros === null ? null : micros / 1000
  }

  /**
   * The whole curve. The last window may be shorter than the others and is left out when nothing fell into it; so are the windows that lie
   * wholly within the spawn phase, of which nothing is shown.
   */
  end(spawnMs: Ms): readonly Window[] {
    while (this.#open.size > 0) this.#close()
    return this.#windows.filter((window) => window.fromMs + this.#windowMs > spawnMs)
  }

  #closeTold(): readonly ClosedWindow[] {
    const toldMs = Math.min(...this.#told)
    // When the last is done too, there is nothing left that could be stopped.
    if (toldMs === Number.POSITIVE_INFINITY) return []
    const closed: ClosedWindow[] = []
    while (toldMs >= (this.#windows.length + 1) * this.#windowMs) closed.push(this.#close())
    return closed
  }

  #close(): ClosedWindow {
    const place = this.#windows.length
    const pieces = this.#open.get(place) ?? []
    this.#open.delete(place)
    const sum = (count: (piece: Piece) => number) => pieces.reduce((total, piece) => total + count(piece), 0)
    const [ok, failed] = [sum((piece) => piece.micros.length), sum((piece) => piece.failed)]
    for (const { micros } of pieces) for (const value of micros) this.#step.recordValue(value)
    const fromMs = place * this.#windowMs
    this.#windows.push({ fromMs, ok, failed, ...this.#percentiles() })
    if (ok > 0) {
      this.#all.add(this.#step)
      this.#step.reset()
    }
    const spawnFailed = sum((piece) => piece.spawnFailed)
    const attempts = ok + failed + spawnFailed + sum((piece) => piece.spawnOk)
    return { fromMs, toMs: fromMs + this.#windowMs, attempts, failed: failed + spawnFailed }
  }

  #percentiles() {
    return { p50Micros: this.#micros(50), p95Micros: this.#micros(95), p99Micros: this.#micros(99) }
  }

  #micros(percent: number): number | null {
    const value = percentile({ histogram: this.#step, timeouts: 0, timeoutMs: 0 }, percent)
    return value.state === 'value' ? Math.round(value.ms * 1000) : null
  }
}
