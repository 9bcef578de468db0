import type Docker from 'dockerode'
import type { ContainerSpec } from '../../model/container-spec.ts'
import { SetupError } from '../../model/errors.ts'
import type { AppliedLimits } from '../../model/evidence.ts'
import { outside, words } from '../../model/outside.ts'
import { formatBytes } from '../../model/units.ts'
import { formatCores, parseCores } from '../checks/cores.ts'
import { type ContainerOrder, hasOnlyCores } from './container.ts'
import { type KernelLimits, readKernelLimits } from './kernel-limits.ts'

/** What the engine says of a container that runs, as far as its limits go. */
export type LimitedInspection = {
  readonly Id: string
  readonly State: { readonly Pid: number }
  readonly HostConfig: Pick<
    Docker.HostConfig,
    'NanoCpus' | 'CpusetCpus' | 'Memory' | 'MemorySwap' | 'PidsLimit' | 'ShmSize' | 'Ulimits'
  >
}
export type AskedLimits = Pick<ContainerSpec, 'cpus' | 'cpuset' | 'memoryBytes' | 'pids' | 'nofile' | 'shmBytes'> &
  Pick<ContainerOrder, 'sharedCores'>
type EngineFacts = { readonly SwapLimit: boolean }

/**
 * What the engine says that it set on a container that runs. Throws SetupError when that is not what was asked, or where the kernel can be
 * read from here and holds the container to something else: such a run would be measured under other limits.
 */
export async function readLimits(
  inspected: LimitedInspection,
  asked: AskedLimits,
  engine: EngineFacts,
): Promise<AppliedLimits> {
  const limits = limitsInEngine(inspected, asked, engine)
  const kernel = await readKernelLimits(inspected.State.Pid, inspected.Id)
  checkKernel(kernel, limits)
  return limits
}

/** The engine's own record, without a look at the kernel. Throws SetupError when it is not what was asked. */
export function limitsInEngine(
  { HostConfig: host }: Pick<LimitedInspection, 'HostConfig'>,
  asked: AskedLimits,
  engine: EngineFacts,
): AppliedLimits {
  const quota = (host.NanoCpus ?? 0) / 1e9
  const cores = host.CpusetCpus ? parseCores(host.CpusetCpus) : null
  checkCores('engine', asked.cpuset ?? asked.sharedCores, cores)
  const memoryBytes = host.Memory ?? 0
  const limits: AppliedLimits = {
    cpus: quota === 0 && hasOnlyCores(asked) ? asked.cpus : quota,
    cpuset: asked.cpuset === null ? null : cores,
    sharedCores: asked.cpuset === null ? cores : null,
    memoryBytes,
    // An engine that cannot limit swap says -1; the preflight has made sure that there is none then.
    memorySwapBytes: engine.SwapLimit ? (host.MemorySwap ?? 0) : memoryBytes,
    pids: host.PidsLimit && host.PidsLimit > 0 ? host.PidsLimit : null,
    nofile: host.Ulimits?.find((limit) => limit.Name === 'nofile')?.Soft ?? null,
    shmBytes: host.ShmSize ?? 0,
  }
  checkEngine(limits, asked)
  return limits
}

function checkEngine(limits: AppliedLimits, asked: AskedLimits): void {
  const by = 'engine'
  if (Math.abs(limits.cpus - asked.cpus) > 1e-9) refuse(by, 'CPUs', String(asked.cpus), String(limits.cpus))
  checkBytes(by, 'memory', asked.memoryBytes, limits.memoryBytes)
  checkBytes(by, 'memory and swap', asked.memoryBytes, limits.memorySwapBytes)
  checkCount(by, 'processes', asked.pids, limits.pids)
  if (asked.nofile !== null) checkCount(by, 'open files', asked.nofile, limits.nofile)
  if (asked.shmBytes !== null) checkBytes(by, 'shared memory', asked.shmBytes, limits.shmBytes)
}

/** The kernel counts memory in pages (of 64 KiB at most), and systemd takes a quota in whole percent of a core, rounded up. */
const PAGE_BYTES = 64 * 1024
const QUOTA_STEP = 0.01

/** Whether the kernel holds a container to what the engine says. What cannot be read is not checked. Throws SetupError. */
export function checkKernel(kernel: KernelLimits, limits: AppliedLimits): void {
  const by = 'kernel'
  const { cpus } = kernel
  if (cpus !== undefined && !hasOnlyCores(limits) && (cpus === null || Math.abs(cpus - limits.cpus) > QUOTA_STEP))
    refuse(by, 'CPUs', String(limits.cpus), cpus === null ? 'no limit' : String(cpus))
  const cores = limits.cpuset ?? limits.sharedCores
  if (kernel.cpuset !== undefined && cores !== null) checkCores(by, cores, kernel.cpuset)
  if (kernel.memoryBytes !== undefined) checkBytes(by, 'memory', limits.memoryBytes, kernel.memoryBytes, PAGE_BYTES)
  if (kernel.memorySwapBytes !== undefined)
    checkBytes(by, 'memory and swap', limits.memorySwapBytes, kernel.memorySwapBytes, PAGE_BYTES)
  if (kernel.pids !== undefined) checkCount(by, 'processes', limits.pids, kernel.pids)
  if (kernel.nofile !== undefined) checkOpenFiles(by, limits.nofile, kernel.nofile)
}

type By = 'engine' | 'kernel'

function checkCores(by: By, asked: readonly number[] | null, found: readonly number[] | null): void {
  const [wanted, set] = [asked, found].map((cores) => (cores === null ? 'any' : formatCores(cores)))
  if (wanted !== set) refuse(by, 'cores', String(wanted), String(set))
}

function checkBytes(by: By, what: string, asked: number, found: number | null, tolerance = 0): void {
  if (found === null || found < 0) refuse(by, what, formatBytes(asked), 'no limit')
  if (Math.abs(found - asked) > tolerance) refuse(by, what, formatBytes(asked), formatBytes(found))
}

function checkCount(by: By, what: string, asked: number | null, found: number | null): void {
  if (asked !== found) refuse(by, what, String(asked ?? 'no limit'), String(found ?? 'no limit'))
}

/** An image may lower its own limit ("ulimit -n" in its entrypoint), and only its own. */
function checkOpenFiles(by: By, most: number | null, found: number | null): void {
  if (most !== null && (found === null || found > most)) checkCount(by, 'open files', most, found)
}

function refuse(by: By, what: string, asked: string, found: string): never {
  throw new SetupError(
    words`the ${by} did not set the limit that was asked for: ${what} ${outside(asked)}, set ${outside(found)}`,
    words`Look for a warning in "docker info"; the engine's cgroup controllers must allow limits.`,
  )
}
