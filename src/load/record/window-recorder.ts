import type { Ms } from '../../model/config.ts'

/** What one thread adds to one window of a side's curve. Latencies are raw, so that percentiles are read after all threads are merged. */
export type Piece = {
  /** Which window, from 0. */
  readonly window: number
  /** Latencies of the ok answers in microseconds. */
  readonly micros: Uint32Array
  readonly failed: number
  /** Outcomes of the spawn phase: no part of the curve, but the abort rule looks at them. */
  readonly spawnOk: number
  readonly spawnFailed: number
}

/** What came since the last time: nothing of before `upToMs` (the side's clock) is still to come. */
export type Gathered = { readonly upToMs: Ms; readonly pieces: readonly Piece[] }

const FIRST_ROOM = 1024

/** One thread's part of a side's curve: takes outcomes window by window and hands them over in pieces. */
export class WindowRecorder {
  readonly #windowMs: Ms
  #pieces: Piece[] = []
  #window = 0
  #micros = new Uint32Array(FIRST_ROOM)
  #ok = 0
  #failed = 0
  #spawnOk = 0
  #spawnFailed = 0

  constructor(windowMs: Ms) {
    this.#windowMs = windowMs
  }

  /** Times are the side's own. */
  ok(micros: number, atMs: Ms): void {
    this.#closeUpTo(atMs)
    if (this.#ok === this.#micros.length) this.#grow()
    this.#micros[this.#ok] = micros
    this.#ok++
  }

  failed(atMs: Ms): void {
    this.#closeUpTo(atMs)
    this.#failed++
  }

  spawned(how: 'ok' | 'failed', atMs: Ms): void {
    this.#closeUpTo(atMs)
    if (how === 'ok') this.#spawnOk++
    else this.#spawnFailed++
  }

  /** Hands over everything that came since the last time. */
  gather(atMs: Ms): Gathered {
    this.#closeUpTo(atMs)
    this.#cut()
    const pieces = this.#pieces
    this.#pieces = []
    return { upToMs: atMs, pieces }
  }

  /** A time that lies a little before the last one belongs to the window that is open. */
  #closeUpTo(atMs: Ms): void {
    const window = Math.floor(atMs / this.#windowMs)
    if (window <= this.#window) return
    this.#cut()
    this.#window = window
  }

  #cut(): void {
    if (this.#ok + this.#failed + this.#spawnOk + this.#spawnFailed === 0) return
    this.#pieces.push({
      window: this.#window,
      micros: this.#micros.slice(0, this.#ok),
      failed: this.#failed,
      spawnOk: this.#spawnOk,
      spawnFailed: this.#spawnFailed,
    })
    this.#ok = 0
    this.#failed = 0
    this.#spawnOk = 0
    this.#spawnFailed = 0
  }

  #grow(): void {
    const more = new Uint32Array(this.#micros.length * 2)
    more.set(this.#micros)
    this.#micros = more
  }
}
