import type { TargetSpec } from '../../model/config.ts'
import { SetupError } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { KEPT_BYTES } from '../../model/plan/machine-room.ts'
import { cpusOnAnyCore, ownCores } from '../../model/plan/target-cpus.ts'
import { formatBytes } from '../../model/units.ts'
import type { EngineInfo } from '../engine/engine.ts'
import { coresBeside, formatCores } from './cores.ts'

/** What one side takes of the machine. */
export type SideLimits = Pick<TargetSpec, 'cpus' | 'cpuset' | 'memoryBytes' | 'replicas' | 'balancer'>

/** Whether limits can bind on this engine at all. `swapBytes`: swap of the machine, `null` where that cannot be told. Throws SetupError. */
export function checkEngine(info: EngineInfo, swapBytes: number | null): void {
  if (info.OSType !== 'linux') {
    refuse(
      words`the engine runs ${outside(info.OSType)} containers; limits and figures need Linux containers`,
      words`Use a Linux runner (runs-on: ubuntu-latest), or switch Docker Desktop to Linux containers.`,
    )
  }
  const unlimited = [
    ...(info.CpuCfsQuota ? [] : ['CPU quota']),
    ...(info.MemoryLimit ? [] : ['memory limit']),
    // An engine that does not say is too old to say.
    ...(info.PidsLimit === false ? ['limit of processes'] : []),
  ]
  if (unlimited.length > 0) {
    refuse(
      words`the engine has no ${unlimited.join(' and no ')} (it says so in "docker info"): the target would run without its limits`,
      words`Enable the cgroup controllers "cpu", "memory" and "pids"; a rootless engine needs them delegated: https://docs.docker.com/engine/security/rootless/`,
    )
  }
  if (!info.SwapLimit && swapBytes !== 0) {
    const found = swapBytes === null ? 'may have swap' : `has ${formatBytes(swapBytes)} of swap`
    refuse(
      words`the engine cannot limit swap and the machine ${found}: a target over its memory limit would swap instead of failing`,
      words`Turn swap off ("sudo swapoff -a"), or boot the kernel with "swapaccount=1".`,
    )
  }
}

/**
 * Whether the machine has what a side is given, and a core for the load generator besides. `cores`: those of the engine's machine.
 * Throws SetupError.
 */
export function checkLimits(info: EngineInfo, side: SideLimits, cores: readonly number[]): void {
  for (const { key, spec } of partsOf(side)) {
    if (spec.cpus > info.NCPU) {
      refuse(
        words`"${key}.cpus" is ${spec.cpus}, but the engine's machine has ${info.NCPU}`,
        words`Lower "${key}.cpus" to ${info.NCPU} or less (the load generator needs CPU too), or use a larger runner.`,
      )
    }
    checkCores(info, key, spec.cpuset, cores)
  }
  checkCoresLeft(side, cores)
  for (const part of partsOf(side)) checkPool(part, side, cores)
  checkMemory(info, side)
}

/** Whether all containers of a side fit into memory. Two sides need not: they then live one after the other. */
function checkMemory(info: EngineInfo, side: SideLimits): void {
  const parts = partsOf(side)
  const neededBytes = parts.reduce((sum, { spec, count }) => sum + spec.memoryBytes * count, 0)
  if (neededBytes <= info.MemTotal - KEPT_BYTES) return
  const has = words`the engine's machine has ${formatBytes(info.MemTotal)}, of which the engine and the load generator need ${formatBytes(KEPT_BYTES)}`
  const [part] = parts
  if (parts.length === 1 && part?.count === 1) {
    refuse(
      words`"${part.key}.memory" is ${formatBytes(neededBytes)}, but ${has}`,
      words`Lower "${part.key}.memory", or use a larger runner.`,
    )
  }
  const each = parts.map(({ key, spec, count }) => `${count} x "${key}.memory" of ${formatBytes(spec.memoryBytes)}`)
  refuse(
    words`the containers need ${formatBytes(neededBytes)} of memory together (${each.join(', ')}), but ${has}`,
    words`Lower ${parts.map(({ key }) => `"${key}.memory"`).join(', ')} or "target.replicas", or use a larger runner.`,
  )
}

/**
 * A warning where a side's containers may use more CPU together than there is for them, or leave the load generator less than a core; `null`
 * where there is enough.
 */
export function findContention(side: SideLimits, cores: number): Words | null {
  const target = tidy(side.cpus * side.replicas)
  const all = tidy(partsOf(side).reduce((sum, { spec, count }) => sum + spec.cpus * count, 0))
  const own = side.cpuset?.length ?? cores
  if (target <= own && all <= cores) return findTightGenerator(side, cores)
  const [wanted, has] =
    target > own && side.cpuset !== null
      ? [target, words`their "target.cpuset" has ${own} cores`]
      : [all, words`the machine has ${cores}`]
  return words`the containers of the target may use ${wanted} CPUs together, but ${has}: under full load they take CPU from each other, and none gets what it is given. Lower "target.replicas" or "target.cpus", or use a larger runner.`
}

/** The generator's one thread wants a core of its own when it is busy, among those that no container has for itself; what it does not get makes the target look slow. */
function findTightGenerator(side: SideLimits, cores: number): Words | null {
  const own = ownCores(side)?.length ?? 0
  const beside = cpusOnAnyCore(side)
  const left = tidy(cores - own - beside)
  if (left >= 1) return null
  const taken =
    own === 0
      ? words`${beside} of the ${cores} CPUs of the machine`
      : words`${beside} of the ${cores - own === 1 ? 'one CPU' : `${cores - own} CPUs`} of the machine that no "cpuset" takes`
  return words`the containers of the target may use ${taken}, which leaves the load generator ${Math.max(0, left)}: under full load they take CPU from each other. Lower "cpus" or "target.replicas", name fewer cores in "cpuset", or use a larger runner.`
}

function checkCores(info: EngineInfo, key: string, cpuset: readonly number[] | null, cores: readonly number[]): void {
  if (cpuset === null) return
  if (info.CPUSet === false) {
    refuse(
      words`the engine cannot bind a container to cores (it says so in "docker info"), which "${key}.cpuset" asks for`,
      words`Leave "${key}.cpuset" out, or enable the cgroup controller "cpuset"; a rootless engine needs it delegated: https://docs.docker.com/engine/security/rootless/`,
    )
  }
  const missing = cpuset.filter((core) => !cores.includes(core))
  if (missing.length === 0) return
  refuse(
    words`"${key}.cpuset" is "${formatCores(cpuset)}", but the engine's machine has no core ${formatCores(missing)} (it has ${formatCores(cores)})`,
    words`Choose among the cores ${formatCores(cores)}, and leave one for the load generator.`,
  )
}

function checkCoresLeft(side: SideLimits, cores: readonly number[]): void {
  const taken = new Set(partsOf(side).flatMap(({ spec }) => spec.cpuset ?? []))
  if (cores.some((core) => !taken.has(core))) return
  const [first = 0] = cores
  const rest = cores.filter((core) => core !== first)
  const keys = partsOf(side).flatMap(({ key, spec }) => (spec.cpuset === null ? [] : [`"${key}.cpuset"`]))
  refuse(
    words`${keys.join(' and ')} ${keys.length === 1 ? 'takes' : 'take'} every core of the engine's machine (${formatCores(cores)}) and ${keys.length === 1 ? 'leaves' : 'leave'} the load generator none`,
    rest.length === 0
      ? words`Leave ${keys.join(' and ')} out, or use a larger runner: this one has a single core.`
      : words`Leave at least one core out (such as "${formatCores(rest)}"), or use a larger runner.`,
  )
}

/** A container without cores of its own is kept off those of the others: what it may use beyond the rest it could never have. */
function checkPool({ key, spec }: Part, side: SideLimits, cores: readonly number[]): void {
  const pool = spec.cpuset ?? coresBeside(ownCores(side), cores) ?? cores
  if (spec.cpus <= pool.length) return
  const [other] = partsOf(side).filter((part) => part.key !== key && part.spec.cpuset !== null)
  const why =
    spec.cpuset !== null || other === undefined
      ? words`its "cpuset" has ${pool.length} cores`
      : words`"${other.key}.cpuset" leaves it ${pool.length === 1 ? 'one core' : `${pool.length} cores`} (${formatCores(pool)})`
  refuse(
    words`"${key}.cpus" is ${spec.cpus}, but ${why}`,
    words`Lower "${key}.cpus" to ${pool.length} or less, name fewer cores in "cpuset", or use a larger runner.`,
  )
}

type Part = { readonly key: string; readonly spec: Omit<SideLimits, 'replicas' | 'balancer'>; readonly count: number }

function partsOf(side: SideLimits): readonly Part[] {
  const { balancer } = side
  const target: Part = { key: 'target', spec: side, count: side.replicas }
  if (balancer.kind === 'client') return [target]
  return [target, { key: 'target.balancer', spec: balancer.container, count: 1 }]
}

/** Without what binary fractions add (0.1 + 0.2). */
function tidy(cpus: number): number {
  return Number(cpus.toFixed(3))
}

function refuse(text: Words, fix: Words): never {
  throw new SetupError(text, fix)
}
