import type { Ms } from '../model/config.ts'
import { follow, type LiveRun } from '../model/live-run.ts'
import type { Progress } from '../model/progress.ts'
import type { Clock } from '../ports.ts'
import type { LiveBlock } from './live-block.ts'
import type { Look } from './look.ts'
import { renderLive } from './render-live.ts'

export type LiveWorld = {
  /** Asked anew for each frame: a terminal may be resized. */
  readonly look: () => Look
  readonly clock: Pick<Clock, 'now'>
  /** Calls back whenever the block may have to be drawn again, until what it gives is called. */
  readonly ticks: (tick: () => void) => () => void
}

/** Keeps the block up to date: with whatever is told, and in between, as a start takes its time and a terminal may be resized. */
export class LiveView {
  readonly #block: LiveBlock
  readonly #world: LiveWorld
  #shown: { readonly run: LiveRun; readonly toldMs: Ms } | null = null
  #stopTicks: (() => void) | null = null
  #isClosed = false

  constructor(block: LiveBlock, world: LiveWorld) {
    this.#block = block
    this.#world = world
  }

  tell(now: Progress): void {
    if (this.#isClosed) return
    this.#shown = { run: follow(this.#shown?.run ?? null, now), toldMs: this.#world.clock.now() }
    this.#stopTicks ??= this.#world.ticks(() => this.#draw())
    this.#draw()
  }

  /** A measurement is over; another one may begin. */
  end(): void {
    this.#stopTicks?.()
    this.#stopTicks = null
    this.#shown = null
    this.#block.clear()
  }

  /** Nothing is drawn any more. */
  close(): void {
    this.#isClosed = true
    this.end()
  }

  #draw(): void {
    if (this.#shown === null) return
    const { run, toldMs } = this.#shown
    this.#block.draw(renderLive(run, this.#world.clock.now() - toldMs, this.#world.look()))
  }
}
