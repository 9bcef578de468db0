import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RUN_LABEL } from '../../src/target/engine/owner.ts'
import { findCgroup } from '../../src/target/observe/cgroup-place.ts'

/** A way to read the CPU seconds that the kernel has counted for all containers of a run. `null` where its files cannot be read from here. */
export function kernelCpu(runId: string): (() => number) | null {
  const ids = docker('ps', '--quiet', '--no-trunc', '--filter', `label=${RUN_LABEL}=${runId}`).split('\n')
  const files = ids.map(counterOf)
  const known = files.filter((file) => file !== null)
  if (known.length < files.length) return null
  return () => known.reduce((sum, { path, read }) => sum + read(readFileSync(path, 'latin1')), 0)
}

type Counter = { readonly path: string; readonly read: (text: string) => number }

function counterOf(id: string): Counter | null {
  const pid = docker('inspect', '--format', '{{.State.Pid}}', id)
  const place = findCgroup(
    id,
    readFileSync(`/proc/${pid}/cgroup`, 'latin1'),
    readFileSync('/proc/self/mountinfo', 'latin1'),
  )
  if (place === null) return null
  if (place.version === 1) {
    return { path: join(place.folders.cpuacct ?? '', 'cpuacct.usage'), read: (text) => Number(text) / 1e9 }
  }
  return {
    path: join(place.folder, 'cpu.stat'),
    read: (text) => Number(/^usage_usec (\d+)$/m.exec(text)?.[1]) / 1e6,
  }
}

function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim()
}
