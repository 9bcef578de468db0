import type { Ms } from '../../model/config.ts'
import type { Usage } from '../../model/progress.ts'
import type { Sample } from './reading.ts'

export type UsedNow = Pick<Usage, 'cpus' | 'memoryBytes'>

/** CPU is taken over at least so long: ten periods of a quota. */
const OVER_MS: Ms = 1000

/** What a container used by its last sample, CPU over about a second before it; `null` where its start is all that is known. */
export function usedNow(samples: readonly Sample[]): UsedNow | null {
  const last = samples.at(-1)
  const before = last && samples.findLast(({ atMs }) => atMs <= last.atMs - OVER_MS)
  const first = before ?? samples[0]
  if (last === undefined || first === undefined || first === last) return null
  const seconds = (last.atMs - first.atMs) / 1000
  return { cpus: Math.max(0, last.cpuSeconds - first.cpuSeconds) / seconds, memoryBytes: last.workingSetBytes }
}

/** What several use together. */
export function addUsed(each: readonly UsedNow[]): UsedNow {
  return {
    cpus: each.reduce((sum, { cpus }) => sum + cpus, 0),
    memoryBytes: each.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  }
}
