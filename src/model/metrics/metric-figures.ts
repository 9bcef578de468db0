import type { ContainerFigures, TargetFigures } from '../target-figures.ts'
import type { StageView } from './stage-view.ts'
import { knownValue, noValue, type Value } from './value.ts'

/** The kernel's own high-water mark, of the replica and round where it is highest. */
export function memoryPeak({ figures }: StageView): Value {
  const memories = replicasOf(figures)?.map(({ memory }) => memory) ?? []
  if (memories.length === 0) return noValue('no-figures')
  const known = memories.flatMap(({ peakBytes }) => peakBytes ?? [])
  if (known.length === memories.length) return knownValue(Math.max(...known))
  const seenBytes = Math.max(...memories.map(({ mostWorkingSetBytes }) => mostWorkingSetBytes))
  return { state: 'none', why: 'no-mark', seenBytes }
}

/** CPU milliseconds of all replicas for each good answer. */
export function cpuPerRequest({ figures, answered }: StageView): Value {
  const replicas = replicasOf(figures)
  if (replicas === null) return noValue('no-figures')
  if (answered === 0) return noValue('no-success')
  return knownValue((1000 * replicas.reduce((sum, replica) => sum + replica.cpuSeconds, 0)) / answered)
}

/** Share of the quota's periods in which a replica was stopped for the rest, of all replicas' periods. Without a quota nothing is ever stopped. */
export function throttled({ figures }: StageView): Value {
  const replicas = replicasOf(figures)
  return replicas === null ? noValue('no-figures') : knownValue(throttledShare(replicas) ?? 0)
}

/** `null` where none of them has a quota. */
export function throttledShare(containers: readonly ContainerFigures[]): number | null {
  const quotas = containers.flatMap(({ throttling }) => (throttling === null ? [] : [throttling]))
  if (quotas.length === 0) return null
  const periods = quotas.reduce((sum, quota) => sum + quota.periods, 0)
  return periods === 0 ? 0 : quotas.reduce((sum, quota) => sum + quota.throttledPeriods, 0) / periods
}

/** All replicas of all rounds; `null` where a round has no figures. */
function replicasOf(figures: readonly (TargetFigures | null)[]): readonly ContainerFigures[] | null {
  const known = figures.filter((one) => one !== null)
  return known.length === 0 || known.length < figures.length ? null : known.flatMap((one) => one.replicas)
}
