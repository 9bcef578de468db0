import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import type { Machine } from '../../model/machine.ts'
import { parseCores } from '../checks/cores.ts'
import type { EngineInfo } from './engine.ts'

/** What the run is measured on: CPU model from the kernel, the rest from the engine, whose machine it is. */
export async function readMachine(info: EngineInfo, env: NodeJS.ProcessEnv): Promise<Machine> {
  return {
    cpuModel: await readCpuModel(),
    cores: info.NCPU,
    memoryBytes: info.MemTotal,
    arch: info.Architecture,
    kernel: info.KernelVersion,
    engineVersion: info.ServerVersion,
    // Before API 1.41 an engine does not say, and knows version 1 only.
    cgroupVersion: info.CgroupVersion ?? '1',
    runnerImage: env.ImageOS && env.ImageVersion ? `${env.ImageOS} ${env.ImageVersion}` : null,
  }
}

/** Memory of this machine that programs could still take, without swapping. `null` where the kernel does not say. */
export async function readFreeBytes(): Promise<number | null> {
  return await readMeminfo('MemAvailable')
}

/** Swap of this machine in bytes; `null` where the kernel does not say. */
export async function readSwapBytes(): Promise<number | null> {
  return await readMeminfo('SwapTotal')
}

/** https://man7.org/linux/man-pages/man5/proc_meminfo.5.html */
async function readMeminfo(name: 'MemAvailable' | 'SwapTotal'): Promise<number | null> {
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(await readOr('/proc/meminfo', ''))?.[1]
  return kib === undefined ? null : Number(kib) * 1024
}

/** The cores of the engine's machine: as this kernel counts them where it is the same machine, else from 0 on. */
export async function readCores({ NCPU }: Pick<EngineInfo, 'NCPU'>): Promise<readonly number[]> {
  const online = parseCores(await readOr('/sys/devices/system/cpu/online', ''))
  return online.length === NCPU ? online : Array.from({ length: NCPU }, (_, core) => core)
}

async function readCpuModel(): Promise<string> {
  const model = /^model name\s*:\s*(.+)$/m.exec(await readOr('/proc/cpuinfo', ''))?.[1]
  return (model ?? cpus()[0]?.model ?? 'unknown').trim()
}

async function readOr(file: string, otherwise: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    // Not Linux.
    return otherwise
  }
}
