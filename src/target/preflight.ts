import type { TargetSpec } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import { outside, type Words, words } from '../model/outside.ts'
import { formatBytes } from '../model/units.ts'
import type { EngineInfo } from './engine.ts'

type Limits = Pick<TargetSpec, 'cpus' | 'memoryBytes'>

/** Whether limits can bind on this engine at all. `swapBytes`: swap of the machine, `null` where that cannot be told. Throws SetupError. */
export function checkEngine(info: EngineInfo, swapBytes: number | null): void {
  if (info.OSType !== 'linux') {
    refuse(
      words`the engine runs ${outside(info.OSType)} containers; limits and figures need Linux containers`,
      words`Use a Linux runner (runs-on: ubuntu-latest), or switch Docker Desktop to Linux containers.`,
    )
  }
  const unlimited = [...(info.CpuCfsQuota ? [] : ['CPU quota']), ...(info.MemoryLimit ? [] : ['memory limit'])]
  if (unlimited.length > 0) {
    refuse(
      words`the engine has no ${unlimited.join(' and no ')} (it says so in "docker info"): the target would run without its limits`,
      words`Enable the cgroup controllers "cpu" and "memory"; a rootless engine needs them delegated: https://docs.docker.com/engine/security/rootless/`,
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

/** Whether the machine has what the target is given. Throws SetupError. */
export function checkLimits(info: EngineInfo, limits: Limits): void {
  if (limits.cpus > info.NCPU) {
    refuse(
      words`"target.cpus" is ${limits.cpus}, but the engine's machine has ${info.NCPU}`,
      words`Lower "target.cpus" to ${info.NCPU} or less (the load generator needs CPU too), or use a larger runner.`,
    )
  }
  if (limits.memoryBytes > info.MemTotal) {
    refuse(
      words`"target.memory" is ${formatBytes(limits.memoryBytes)}, but the engine's machine has ${formatBytes(info.MemTotal)}`,
      words`Lower "target.memory", or use a larger runner.`,
    )
  }
}

function refuse(text: Words, fix: Words): never {
  throw new SetupError(text, fix)
}
