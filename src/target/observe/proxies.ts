import { readdirSync, readFileSync } from 'node:fs'
import type { CpuFile } from './cpu-file.ts'
import { KernelFile } from './kernel-file.ts'

/** The kernel shows times in hundredths of a second, whatever it counts in itself. */
const TICKS_PER_SECOND = 100

/** The engine's own proxies behind these ports of the host, as far as their processes can be seen from here. */
export function openProxies(ports: readonly number[]): readonly CpuFile[] {
  if (ports.length === 0) return []
  return processes().flatMap((pid) => {
    try {
      const isProxy = read(`/proc/${pid}/comm`).trim() === 'docker-proxy'
      const port = isProxy ? proxiedPort(read(`/proc/${pid}/cmdline`)) : null
      if (port === null || !ports.includes(port)) return []
      const file = new KernelFile(`/proc/${pid}/stat`)
      return [{ read: () => parseCpuSeconds(file.read()), close: () => file.close() }]
    } catch {
      // It has ended meanwhile, or is hidden from us.
      return []
    }
  })
}

/** From its arguments, each of which ends with a zero byte; `null` where it is a proxy of something else. */
export function proxiedPort(cmdline: string): number | null {
  const args = cmdline.split('\0')
  const port = args[args.indexOf('-host-port') + 1]
  return args.includes('-host-port') && port !== undefined && /^\d+$/.test(port) ? Number(port) : null
}

/** Of a process with all its threads. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: fields 14 and 15, user and system. */
export function parseCpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    // Not Linux.
    return []
  }
}

function read(path: string): string {
  return readFileSync(path, 'latin1')
}
