import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { GeneratorFigures } from '../model/samples.ts'

const RESOLUTION_MS = 1

/** Begins to measure how hard this thread works; the function that it gives ends that and says the figures. */
export function startGeneratorMeter(): () => GeneratorFigures {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const cpuBefore = process.threadCpuUsage()
  const startedAt = performance.now()
  return () => {
    const cpu = process.threadCpuUsage(cpuBefore)
    const wallMicros = Math.max(1, (performance.now() - startedAt) * 1000)
    delay.disable()
    // The monitor records the time from one tick of its timer to the next, which is the timer's own period even in an
    // idle loop. The period is taken off; libuv's whole milliseconds leave an error of up to 1 ms above the truth.
    const p99Ms = delay.count === 0 ? 0 : delay.percentile(99) / 1e6
    return { cpuShare: (cpu.user + cpu.system) / wallMicros, loopLagP99Ms: Math.max(0, p99Ms - RESOLUTION_MS) }
  }
}
