import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Ms } from '../../model/config.ts'

const RESOLUTION_MS = 1
/** The stretch of time of which the busiest is looked for. */
const PEAK_MS: Ms = 1000

/** How hard a thread worked: its CPU time over wall time, the time that it waited for a core over wall time (`null` where the kernel does not say), and its event loop's delay, 99th percentile of the worst stretch. */
export type ThreadMeter = {
  readonly cpuShare: number
  readonly runDelayShare: number | null
  readonly loopLagP99Ms: Ms
}

/** `of`: both shares over all that was measured, or those of the busiest second in it, which a load that rises or falls is to be judged by. */
export type MeterGiven = { readonly of: 'mean' | 'busiest-second' }

/** What a thread has used up to a moment, or between two. */
type Work = { readonly wallMs: Ms; readonly cpuMs: Ms; readonly runDelayMs: Ms | null }

const NOTHING: Work = { wallMs: 0, cpuMs: 0, runDelayMs: 0 }

/** Measures how hard this thread works, over one stretch of time or several. */
export class GeneratorMeter {
  readonly #of: MeterGiven['of']
  /** One for each stretch: a monitor that is used again takes the pause between two for one long delay. */
  #delay: ReturnType<typeof monitorEventLoopDelay> | null = null
  #worstDelayMs: Ms = 0
  #begun: Work | null = null
  #done = NOTHING
  /** Of the present stretch, as far as they are needed to look back for a second. */
  #looks: Work[] = []
  #busiest: Work | null = null

  constructor({ of }: MeterGiven = { of: 'mean' }) {
    this.#of = of
  }

  begin(): void {
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    this.#delay.enable()
    this.#begun = upToNow()
    this.#looks = [this.#begun]
  }

  /** Forgets all so far: what counts begins now. */
  beginAnew(): void {
    this.pause()
    this.#worstDelayMs = 0
    this.#done = NOTHING
    this.#busiest = null
    this.begin()
  }

  /** To be called several times a second, so that the busiest one is found. */
  look(): void {
    if (this.#of === 'busiest-second' && this.#begun !== null) this.#lookBack(upToNow())
  }

  /** Nothing happens where it has paused already. */
  pause(): void {
    if (this.#begun === null) return
    const now = upToNow()
    this.#lookBack(now)
    this.#done = plus(this.#done, between(this.#begun, now))
    this.#begun = null
    this.#delay?.disable()
    if (this.#delay !== null && this.#delay.count > 0)
      this.#worstDelayMs = Math.max(this.#worstDelayMs, this.#delay.percentile(99) / 1e6)
    this.#delay = null
  }

  figures(): ThreadMeter {
    const work = (this.#of === 'busiest-second' ? this.#busiest : null) ?? this.#done
    const wallMs = Math.max(0.001, work.wallMs)
    return {
      cpuShare: work.cpuMs / wallMs,
      runDelayShare: work.runDelayMs === null ? null : work.runDelayMs / wallMs,
      // A monitor records the time from one tick of its timer to the next, which is the timer's own period even in an
      // idle loop. The period is taken off; libuv's whole milliseconds leave an error of up to 1 ms above the truth.
      loopLagP99Ms: Math.max(0, this.#worstDelayMs - RESOLUTION_MS),
    }
  }

  #lookBack(now: Work): void {
    this.#looks.push(now)
    const from = this.#looks.findLastIndex((look) => now.wallMs - look.wallMs >= PEAK_MS)
    if (from < 0) return
    this.#looks = this.#looks.slice(from)
    const [first = now] = this.#looks
    const last = between(first, now)
    if (this.#busiest === null || load(last) > load(this.#busiest)) this.#busiest = last
  }
}

function upToNow(): Work {
  const { user, system } = process.threadCpuUsage()
  return { wallMs: performance.now(), cpuMs: (user + system) / 1000, runDelayMs: readRunDelayMs() }
}

function between(from: Work, to: Work): Work {
  const runDelayMs = from.runDelayMs === null || to.runDelayMs === null ? null : to.runDelayMs - from.runDelayMs
  return { wallMs: to.wallMs - from.wallMs, cpuMs: to.cpuMs - from.cpuMs, runDelayMs }
}

function plus(one: Work, other: Work): Work {
  const runDelayMs = one.runDelayMs === null || other.runDelayMs === null ? null : one.runDelayMs + other.runDelayMs
  return { wallMs: one.wallMs + other.wallMs, cpuMs: one.cpuMs + other.cpuMs, runDelayMs }
}

/** How much of a core was used or waited for. */
function load({ wallMs, cpuMs, runDelayMs }: Work): number {
  return (cpuMs + (runDelayMs ?? 0)) / wallMs
}

/**
 * How long this thread was ready to run while others ran on its core: the second figure of the scheduler's statistics
 * (https://docs.kernel.org/scheduler/sched-stats.html). Read at once, as another thread would read its own.
 */
function readRunDelayMs(): Ms | null {
  try {
    const nanos = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1])
    return Number.isFinite(nanos) ? nanos / 1e6 : null
  } catch {
    // Not Linux, or a kernel without these statistics.
    return null
  }
}
