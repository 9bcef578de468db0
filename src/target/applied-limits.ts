import type Docker from 'dockerode'
import type { TargetSpec } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import type { AppliedLimits } from '../model/evidence.ts'
import { words } from '../model/outside.ts'
import { formatBytes } from '../model/units.ts'

type HostLimits = Pick<Docker.HostConfig, 'NanoCpus' | 'Memory' | 'MemorySwap' | 'Ulimits'>

/** What the engine says that it set. Throws SetupError when that is not what was asked: such a run would be measured under other limits. */
export function readLimits(
  host: HostLimits,
  asked: Pick<TargetSpec, 'cpus' | 'memoryBytes'>,
  engine: { readonly SwapLimit: boolean },
): AppliedLimits {
  const nofile = host.Ulimits?.find((limit) => limit.Name === 'nofile')
  const memoryBytes = host.Memory ?? 0
  const limits: AppliedLimits = {
    cpus: (host.NanoCpus ?? 0) / 1e9,
    memoryBytes,
    // An engine that cannot limit swap says -1; the preflight has made sure that there is none then.
    memorySwapBytes: engine.SwapLimit ? (host.MemorySwap ?? 0) : memoryBytes,
    nofile: nofile?.Soft ?? null,
  }
  if (Math.abs(limits.cpus - asked.cpus) > 1e-9) refuse('CPUs', String(asked.cpus), String(limits.cpus))
  if (limits.memoryBytes !== asked.memoryBytes) refuseBytes('memory', asked.memoryBytes, limits.memoryBytes)
  if (limits.memorySwapBytes !== asked.memoryBytes)
    refuseBytes('memory and swap', asked.memoryBytes, limits.memorySwapBytes)
  return limits
}

function refuseBytes(what: string, asked: number, found: number): never {
  return refuse(what, formatBytes(asked), found < 0 ? 'no limit' : formatBytes(found))
}

function refuse(what: string, asked: string, found: string): never {
  throw new SetupError(
    words`the engine did not set the limit that was asked for: ${what} ${asked}, set ${found}`,
    words`Look for a warning in "docker info"; the engine's cgroup controllers must allow limits.`,
  )
}
