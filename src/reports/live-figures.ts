import type { Ms } from '../model/config.ts'
import type { Driving, Progress, Usage } from '../model/progress.ts'
import { formatCores, formatMs } from '../model/units.ts'

/** A glance, not a measurement: whole milliseconds, one decimal below ten, seconds from ten thousand on. */
export function glanceMs(ms: Ms | null): string {
  if (ms === null) return '-'
  if (ms >= 9999.5) return `${(ms / 1000).toFixed(1)} s`
  return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`
}

/** `0`, `12 (3%)`: failures and their share of all answers. */
export function glanceFailed({ failed, ok }: Pick<Driving, 'failed' | 'ok'>): string {
  if (failed === 0) return '0'
  const percent = (100 * failed) / (failed + ok)
  return `${failed} (${percent < 1 ? '<1' : Math.floor(percent)}%)`
}

/** `0.98 of 1`, in cores. */
export function glanceCpu({ cpus, cpuLimit }: Usage): string {
  return `${cpus.toFixed(2)} of ${formatCores(cpuLimit)}`
}

/** Whether it has to be said that a stage is a warm-up. Most are called so. */
export function isMarkedWarmUp({ stage, warmUp }: Pick<Driving, 'stage' | 'warmUp'>): boolean {
  return warmUp && stage !== 'warm-up'
}

const GIB = 1024 ** 3
const MIB = 1024 ** 2

/** `312 of 512 MiB`, `0.82 of 1.5 GiB`: both in the unit of the limit. */
export function glanceMemory({ memoryBytes, memoryLimitBytes }: Usage): string {
  if (memoryLimitBytes < GIB) return `${Math.round(memoryBytes / MIB)} of ${Math.round(memoryLimitBytes / MIB)} MiB`
  return `${(memoryBytes / GIB).toFixed(2)} of ${Number((memoryLimitBytes / GIB).toFixed(2))} GiB`
}

/** `5 of 10 s`, `5 s` where nobody knows how long. The first number has the width of the second. */
export function glanceSeconds(elapsedMs: Ms, plannedMs: Ms | null): string {
  const elapsed = String(Math.floor(elapsedMs / 1000))
  if (plannedMs === null) return `${elapsed} s`
  const planned = String(Math.round(plannedMs / 1000))
  return `${elapsed.padStart(planned.length)} of ${planned} s`
}

/** From a minute on it is told in steps of five seconds: a countdown by the second would promise what nobody knows. */
const STEP_FROM_MS: Ms = 60_000
const STEP_MS: Ms = 5000

/** `41 s left`, `at most 4m5s left`; empty where nobody knows. */
export function glanceLeft(left: Progress['left']): string {
  if (left === null) return ''
  const step = left.ms > STEP_FROM_MS ? STEP_MS : 1000
  const ms = Math.ceil(left.ms / step) * step
  return `${left.atMost ? 'at most ' : ''}${ms === 0 ? '0 s' : formatMs(ms)} left`
}
