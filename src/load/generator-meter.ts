import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Ms } from '../model/config.ts'

const RESOLUTION_MS = 1

/** How hard a thread worked: its CPU time over wall time, and its event loop's delay. */
export type ThreadMeter = { readonly cpuShare: number; readonly loopLagP99Ms: Ms }

/** Measures how hard this thread works, over one stretch of time or several. */
export class GeneratorMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  #cpuBefore: NodeJS.CpuUsage = { user: 0, system: 0 }
  #begunAt: Ms = 0
  #cpuMicros = 0
  #wallMs: Ms = 0

  begin(): void {
    this.#delay.enable()
    this.#cpuBefore = process.threadCpuUsage()
    this.#begunAt = performance.now()
  }

  pause(): void {
    const cpu = process.threadCpuUsage(this.#cpuBefore)
    this.#cpuMicros += cpu.user + cpu.system
    this.#wallMs += performance.now() - this.#begunAt
    this.#delay.disable()
  }

  figures(): ThreadMeter {
    // The monitor records the time from one tick of its timer to the next, which is the timer's own period even in an
    // idle loop. The period is taken off; libuv's whole milliseconds leave an error of up to 1 ms above the truth.
    const p99Ms = this.#delay.count === 0 ? 0 : this.#delay.percentile(99) / 1e6
    const wallMicros = Math.max(1, this.#wallMs * 1000)
    return { cpuShare: this.#cpuMicros / wallMicros, loopLagP99Ms: Math.max(0, p99Ms - RESOLUTION_MS) }
  }
}
