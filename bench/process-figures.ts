import { readdirSync, readFileSync } from 'node:fs'

/** CPU time of a living process in milliseconds: the nanoseconds that the scheduler gave to each of its threads. */
export function cpuMs(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`)
  return tasks.reduce((sum, task) => sum + onCpuNs(`/proc/${pid}/task/${task}/schedstat`), 0) / 1e6
}

/** A thread that ended since the folder was listed counts as nothing. */
function onCpuNs(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0])
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0
    throw error
  }
}

/** The most memory that a living process has held so far. */
export function peakRssMiB(pid: number): number {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1] ?? Number.NaN) / 1024
}
