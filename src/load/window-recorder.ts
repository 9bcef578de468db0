import type { Histogram } from 'hdr-histogram-js'
import type { Ms } from '../model/config.ts'
import { newHistogram, percentile, type Window } from '../model/samples.ts'

/** The curve of a stage: counts and percentiles of one time step after the other. Times must not go back. */
export class WindowRecorder {
  readonly #startMs: Ms
  readonly #windowMs: Ms
  readonly #windows: Window[] = []
  readonly #step = newHistogram()
  readonly #closed = newHistogram()
  #ok = 0
  #failed = 0

  constructor(startMs: Ms, windowMs: Ms) {
    this.#startMs = startMs
    this.#windowMs = windowMs
  }

  ok(micros: number, atMs: Ms): void {
    this.#closeUpTo(atMs)
    this.#ok++
    this.#step.recordValue(micros)
  }

  failed(atMs: Ms): void {
    this.#closeUpTo(atMs)
    this.#failed++
  }

  /** p95 over all closed windows; `null` before the first answer. */
  p95Ms(): Ms | null {
    const p95 = percentile({ histogram: this.#closed, timeouts: 0, timeoutMs: 0 }, 95)
    return p95.state === 'value' ? p95.ms : null
  }

  /** All windows up to a point; the last may be shorter than the others, and is left out when nothing fell into it. */
  end(atMs: Ms): readonly Window[] {
    this.#closeUpTo(atMs)
    if (this.#ok + this.#failed > 0) this.#close()
    return this.#windows
  }

  #closeUpTo(atMs: Ms): void {
    while (atMs - this.#startMs >= (this.#windows.length + 1) * this.#windowMs) this.#close()
  }

  #close(): void {
    this.#windows.push({
      fromMs: this.#windows.length * this.#windowMs,
      ok: this.#ok,
      failed: this.#failed,
      p50Micros: percentileMicros(this.#step, 50),
      p95Micros: percentileMicros(this.#step, 95),
    })
    if (this.#ok > 0) {
      this.#closed.add(this.#step)
      this.#step.reset()
    }
    this.#ok = 0
    this.#failed = 0
  }
}

function percentileMicros(histogram: Histogram, percent: number): number | null {
  const value = percentile({ histogram, timeouts: 0, timeoutMs: 0 }, percent)
  return value.state === 'value' ? Math.round(value.ms * 1000) : null
}
