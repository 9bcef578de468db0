import type { Ms } from '../../model/config.ts'
import type { ContainerFigures } from '../../model/target-figures.ts'
import { addCounters, nothingYet, type Reading, type Sample } from './reading.ts'

/** Everything that was seen of a container, to be cut into stretches. */
export type History = {
  readonly source: ContainerFigures['source']
  /** Oldest first; the first is its start, when it had done nothing. Counters go on over a restart. */
  readonly samples: readonly Sample[]
  /** When the kernel killed something for memory that its own counter never showed, because the control group was gone by then. */
  readonly unreadKills: readonly Ms[]
  readonly restarts: readonly Ms[]
  /** Without a quota there is no throttling. */
  readonly hasQuota: boolean
}

/** A kill that was read and its event are this close: the engine tells of it a little later. */
const SAME_KILL_WITHIN_MS: Ms = 500

/** Writes the history of one container down, over restarts, each kill once. */
export class HistoryWriter {
  readonly #samples: Sample[]
  readonly #unreadKills: Ms[] = []
  readonly #restarts: Ms[] = []
  readonly #hasQuota: boolean
  readonly #source: History['source']
  /** Counters of earlier lives. */
  #before: Reading = nothingYet
  /** The last reading of this life. */
  #raw: Reading | null = null
  #lastRiseAtMs: Ms = Number.NEGATIVE_INFINITY
  #hasUnreadKill = false
  #hasDied = false

  constructor(given: { readonly startMs: Ms; readonly hasQuota: boolean; readonly source: History['source'] }) {
    this.#samples = [{ ...nothingYet, atMs: given.startMs }]
    this.#hasQuota = given.hasQuota
    this.#source = given.source
  }

  get history(): History {
    return {
      source: this.#source,
      samples: this.#samples,
      unreadKills: this.#unreadKills,
      restarts: this.#restarts,
      hasQuota: this.#hasQuota,
    }
  }

  /** A reading that is no later than the last one says nothing new. */
  add(reading: Reading, atMs: Ms): void {
    const last = this.#last
    if (atMs <= last.atMs) return
    if (this.#raw !== null && reading.cpuSeconds < this.#raw.cpuSeconds) this.#beginLife()
    this.#raw = reading
    // Where the main process is gone already the last that is known of its network holds.
    const all = { ...addCounters(this.#before, reading), atMs }
    const sample = { ...all, network: reading.network === null ? last.network : all.network }
    if ((sample.oomKills ?? 0) > (last.oomKills ?? 0)) this.#lastRiseAtMs = atMs
    this.#samples.push(sample)
  }

  /**
   * The engine tells of a kill. `wasRead`: the control group could be read after that, and where it counts kills it has counted this one.
   * One that was gone by then has one kill at most that was not read, its last: the engine may tell of one kill more than once.
   */
  tellKill(atMs: Ms, wasRead: boolean): void {
    const counts = this.#raw !== null && this.#raw.oomKills !== null
    if (counts && (wasRead || this.#hasUnreadKill || atMs - this.#lastRiseAtMs < SAME_KILL_WITHIN_MS)) return
    this.#hasUnreadKill = true
    this.#unreadKills.push(atMs)
  }

  tellDeath(): void {
    this.#hasDied = true
  }

  /** The engine tells of a start. The first one is no restart. */
  tellStart(atMs: Ms): void {
    if (!this.#hasDied) return
    this.#hasDied = false
    this.#restarts.push(atMs)
    if (this.#raw !== null) this.#beginLife()
  }

  #beginLife(): void {
    this.#before = this.#last
    this.#raw = null
    this.#hasUnreadKill = false
  }

  get #last(): Sample {
    return this.#samples.at(-1) ?? { ...nothingYet, atMs: Number.NEGATIVE_INFINITY }
  }
}
