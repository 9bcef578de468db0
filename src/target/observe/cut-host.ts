import type { Ms } from '../../model/config.ts'
import type { Outside } from '../../model/outside.ts'
import type { HostFigures } from '../../model/target-figures.ts'
import type { HostCpu } from './host-cpu.ts'

/** The machine's and our own CPU time at one moment. */
export type HostSample = HostCpu & { readonly atMs: Ms; readonly ourSeconds: number }

/** CPU seconds between two times: of all of the target's containers, of what it needs around it, of the engine's proxies before it, and of the busiest container of somebody else. */
export type CpuUsers = Readonly<Record<'target' | 'dependencies' | 'proxies', (fromMs: Ms, toMs: Ms) => number>> & {
  readonly busiest: (fromMs: Ms, toMs: Ms) => { readonly name: Outside; readonly seconds: number } | null
}

/**
 * The machine over a stretch, in cores; `null` where it was never read. Where it was first read within the stretch, it is the rest of it.
 */
export function cutHost(
  samples: readonly HostSample[],
  stretch: { readonly fromMs: Ms; readonly toMs: Ms },
  users: CpuUsers,
): HostFigures | null {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return null
  const fromMs = Math.min(Math.max(stretch.fromMs, first.atMs), last.atMs)
  const toMs = Math.max(fromMs, Math.min(stretch.toMs, last.atMs))
  const seconds = (toMs - fromMs) / 1000
  const { cores } = last
  if (seconds === 0)
    return { cores, busy: 0, stolen: 0, ours: 0, dependencies: 0, proxies: 0, others: 0, busiest: null }
  const [from, to] = [hostAt(samples, fromMs), hostAt(samples, toMs)]
  const inCores = (before: number, after: number) => Math.max(0, after - before) / seconds
  const busy = inCores(from.busySeconds, to.busySeconds)
  const ours = inCores(from.ourSeconds, to.ourSeconds)
  const [target, dependencies, proxies] = [users.target, users.dependencies, users.proxies].map(
    (used) => used(fromMs, toMs) / seconds,
  ) as [number, number, number]
  const busiest = users.busiest(fromMs, toMs)
  return {
    cores,
    busy,
    stolen: inCores(from.stolenSeconds, to.stolenSeconds),
    ours,
    dependencies,
    proxies,
    others: Math.max(0, busy - ours - target - dependencies - proxies),
    busiest: busiest && { name: busiest.name, cores: busiest.seconds / seconds },
  }
}

type HostTimes = Pick<HostSample, 'busySeconds' | 'stolenSeconds' | 'ourSeconds'>

/** Drawn straight between the two samples around; the time lies within them. */
function hostAt(samples: readonly HostSample[], atMs: Ms): HostTimes {
  const after = samples.findLastIndex((sample) => sample.atMs <= atMs) + 1
  const [earlier, later] = [samples[after - 1], samples[after]]
  if (earlier === undefined || later === undefined)
    return earlier ?? later ?? { busySeconds: 0, stolenSeconds: 0, ourSeconds: 0 }
  const share = (atMs - earlier.atMs) / (later.atMs - earlier.atMs)
  const between = (name: keyof HostTimes) => earlier[name] + (later[name] - earlier[name]) * share
  return {
    busySeconds: between('busySeconds'),
    stolenSeconds: between('stolenSeconds'),
    ourSeconds: between('ourSeconds'),
  }
}
