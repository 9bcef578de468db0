import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Ms } from '../../model/config.ts'

const RESOLUTION_MS = 1

/** How hard a thread worked: its CPU time over wall time, the time that it waited for a core over wall time (`null` where the kernel does not say), and its event loop's delay, 99th percentile of the worst stretch. */
export type ThreadMeter = {
  readonly cpuShare: number
  readonly runDelayShare: number | null
  readonly loopLagP99Ms: Ms
}

/** Measures how hard this thread works, over one stretch of time or several. */
export class GeneratorMeter {
  /** One for each stretch: a monitor that is used again takes the pause between two for one long delay. */
  #delay: ReturnType<typeof monitorEventLoopDelay> | null = null
  #worstDelayMs: Ms = 0
  #cpuBefore: NodeJS.CpuUsage = { user: 0, system: 0 }
  #begunAt: Ms = 0
  #cpuMicros = 0
  #delayBefore: number | null = null
  #runDelayMs: Ms | null = 0
  #wallMs: Ms = 0

  begin(): void {
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    this.#delay.enable()
    this.#cpuBefore = process.threadCpuUsage()
    this.#delayBefore = readRunDelayMs()
    this.#begunAt = performance.now()
  }

  pause(): void {
    const cpu = process.threadCpuUsage(this.#cpuBefore)
    this.#cpuMicros += cpu.user + cpu.system
    this.#wallMs += performance.now() - this.#begunAt
    const [sum, before, now] = [this.#runDelayMs, this.#delayBefore, readRunDelayMs()]
    this.#runDelayMs = sum === null || before === null || now === null ? null : sum + now - before
    this.#delay?.disable()
    if (this.#delay !== null && this.#delay.count > 0)
      this.#worstDelayMs = Math.max(this.#worstDelayMs, this.#delay.percentile(99) / 1e6)
    this.#delay = null
  }

  figures(): ThreadMeter {
    const wallMs = Math.max(0.001, this.#wallMs)
    return {
      cpuShare: this.#cpuMicros / 1000 / wallMs,
      runDelayShare: this.#runDelayMs === null ? null : this.#runDelayMs / wallMs,
      // A monitor records the time from one tick of its timer to the next, which is the timer's own period even in an
      // idle loop. The period is taken off; libuv's whole milliseconds leave an error of up to 1 ms above the truth.
      loopLagP99Ms: Math.max(0, this.#worstDelayMs - RESOLUTION_MS),
    }
  }
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
