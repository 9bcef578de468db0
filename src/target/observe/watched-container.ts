import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import type { Clock } from '../../ports.ts'
import { endingCallsWith } from '../engine/calls.ts'
import type { ContainerEvent } from './container-events.ts'
import { type History, HistoryWriter } from './container-history.ts'
import { type EngineStats, parseEngineStats } from './engine-stats.ts'
import { followJson } from './follow-json.ts'
import { type KernelFiles, openKernelFiles } from './kernel-files.ts'
import { startLoop } from './loop.ts'

export type ContainerToWatch = {
  readonly id: string
  /** Of its main process, in the engine's eyes. */
  readonly pid: number
  /** Just before the engine's start call, on the run's clock. */
  readonly startCallMs: Ms
  /** Whether it has a CPU quota. */
  readonly quota: boolean
}

/** How long the engine may take to tell that a container has ended whose control group is gone. */
const DEATH_TOLD_WITHIN_MS = 1000
/** How long it may take to read a container at once. */
const STATS_WITHIN_MS = 3000

/** What is told of a container at a moment holds up to so much later, where nothing newer was told. */
const KNOWN_FOR_MS: Ms = 1500
/** An engine that can read at once is asked so often; an older one tells once a second by itself. */
const ASKED_EVERY_MS: Ms = 250

export type WatchWorld = {
  readonly docker: Docker
  /** By how much the engine's clock is ahead of ours. */
  readonly aheadMs: Ms
  readonly clock: Clock
  readonly stop: AbortSignal
  /** Whether the engine reads a container at once, without waiting for a second reading. */
  readonly readsAtOnce: boolean
}

/** One container that is watched: by the kernel's files where they can be read, else by the engine's own readings, four times a second or once. */
export class WatchedContainer {
  readonly id: string
  /** Whether the kernel's files could be read: then this is the engine's machine. */
  readonly isSeen: boolean
  readonly #docker: Docker
  readonly #clock: Clock
  readonly #writer: HistoryWriter
  readonly #stop: AbortSignal
  readonly #readsAtOnce: boolean
  readonly #aheadMs: Ms
  #life: 'running' | 'gone' | 'dead' = 'running'
  #died = Promise.withResolvers<void>()
  #files: KernelFiles | null
  #endStats = new AbortController()
  /** What the engine's clock is behind ours, with the shortest way of an answer so far. */
  #engineLagMs = Number.POSITIVE_INFINITY

  constructor(container: ContainerToWatch, world: WatchWorld) {
    this.id = container.id
    this.#docker = world.docker
    this.#clock = world.clock
    this.#stop = world.stop
    this.#readsAtOnce = world.readsAtOnce
    this.#aheadMs = world.aheadMs
    this.#files = openKernelFiles(container.id, container.pid)
    this.isSeen = this.#files !== null
    const source = this.#files?.source ?? 'engine'
    this.#writer = new HistoryWriter({ startMs: container.startCallMs, hasQuota: container.quota, source })
    if (this.#files === null) this.#followStats()
    world.stop.addEventListener('abort', () => this.#files?.close(), { once: true })
  }

  get history(): History {
    return this.#writer.history
  }

  /** Whether it was told of up to then. Counters of one that still runs would else seem to have stood still. */
  isKnownAt(atMs: Ms): boolean {
    if (this.#files !== null || this.#life !== 'running') return true
    return (this.history.samples.at(-1)?.atMs ?? 0) >= atMs - KNOWN_FOR_MS
  }

  /** Reads the kernel's files, if they are there. The time is taken just before. */
  sample(): void {
    if (this.#files === null || this.#life === 'dead') return
    const atMs = this.#clock.now()
    try {
      this.#writer.add(this.#files.read(), atMs)
      this.#life = 'running'
    } catch {
      // Its control group is gone: it has ended, or is about to be started again. The engine tells which.
      this.#life = 'gone'
    }
  }

  /** A sample now, in whatever way there is; of one that is gone, the engine's word that it has ended, behind all that it had to say. */
  async sampleNow(): Promise<void> {
    this.sample()
    if (this.#life === 'dead') return
    const isThere = this.#files === null ? await this.#askStats() : this.#life !== 'gone'
    if (!isThere) await Promise.race([this.#died.promise, sleep(DEATH_TOLD_WITHIN_MS)])
  }

  hear(event: ContainerEvent): void {
    const atMs = event.atEpochMs - this.#aheadMs + this.#clock.now() - this.#clock.date().getTime()
    switch (event.what) {
      case 'oom':
        this.sample()
        this.#writer.tellKill(atMs, this.#files !== null && this.#life === 'running')
        return
      case 'die':
        this.#end()
        return
      case 'start':
        this.#writer.tellStart(atMs)
        if (this.#life === 'dead') this.#startAgain()
    }
  }

  #end(): void {
    this.#life = 'dead'
    this.#files?.close()
    this.#writer.tellDeath()
    this.#endStats.abort()
    this.#died.resolve()
  }

  /** It has another process now, and fresh control groups. */
  async #startAgain(): Promise<void> {
    this.#died = Promise.withResolvers()
    this.#life = 'running'
    if (this.#files === null) return this.#followStats()
    try {
      const { State } = await this.#docker.getContainer(this.id).inspect()
      if (this.#stop.aborted) return
      this.#files?.close()
      this.#files = openKernelFiles(this.id, State.Pid) ?? this.#files
    } catch {
      // Gone again, or no engine: what was seen so far stays.
    }
  }

  #followStats(): void {
    this.#endStats = new AbortController()
    const stop = AbortSignal.any([this.#stop, this.#endStats.signal])
    if (this.#readsAtOnce) return void endingCallsWith(stop, async () => this.#pollStats(stop))
    const open = () => this.#docker.getContainer(this.id).stats({ stream: true })
    endingCallsWith(stop, () => followJson({ open, heard: (value) => this.#addStats(parseEngineStats(value)) }, stop))
  }

  /** One question at a time: an engine that is slow to answer is asked less often. */
  #pollStats(stop: AbortSignal): void {
    let asked = false
    const ask = async () => {
      if (asked) return
      asked = true
      await this.#askStats()
      asked = false
    }
    startLoop(() => void ask(), { clock: this.#clock, periodMs: ASKED_EVERY_MS, stop })
  }

  /** Readings by time of the engine's clock, so that the way here does not shift them. */
  #addStats(stats: EngineStats | null): void {
    if (stats === null) return
    this.#engineLagMs = Math.min(this.#engineLagMs, this.#clock.now() - stats.readEpochMs)
    this.#writer.add(stats.reading, stats.readEpochMs + this.#engineLagMs)
  }

  /** Whether it runs. */
  async #askStats(): Promise<boolean> {
    try {
      const asked = this.#docker.getContainer(this.id).stats({ stream: false, 'one-shot': true })
      const answer = await Promise.race([asked, sleep(STATS_WITHIN_MS, null)])
      const stats = parseEngineStats(answer)
      this.#addStats(stats)
      return stats !== null
    } catch {
      // Gone, or no engine: what was seen so far stays.
      return false
    }
  }
}
