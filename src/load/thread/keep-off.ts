import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { SetupError } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'

const run = promisify(execFile)

/**
 * Moves every thread of this process off those cores; threads that are begun later inherit it. Gives the cores that are left, in order, or
 * `null` where this machine cannot do it (no Linux, no `taskset`, not allowed). Throws SetupError where no core would be left, which can be
 * so also where the machine has others: a process may be bound to a few.
 */
export async function keepOff(cores: readonly number[]): Promise<readonly number[] | null> {
  const allowed = await allowedCores().catch(() => null)
  if (allowed === null) return null
  const left = allowed.filter((core) => !cores.includes(core))
  if (left.length === 0) throw explainNoneLeft(cores, allowed)
  return await moveTo(left)
}

function explainNoneLeft(cores: readonly number[], allowed: readonly number[]): SetupError {
  return new SetupError(
    words`"cpuset" gives the target the cores ${cores.join(', ')}, and perf-gate itself may use no others (${allowed.join(', ')} alone): none would be left for the load generator`,
    words`Leave one of ${allowed.join(', ')} out of "target.cpuset" and "target.balancer.cpuset", or let perf-gate use more cores (it was bound to these, as by "taskset" or "docker run --cpuset-cpus").`,
  )
}

async function moveTo(left: readonly number[]): Promise<readonly number[] | null> {
  try {
    await run('taskset', ['--all-tasks', '--cpu-list', '--pid', left.join(','), String(process.pid)])
    const threads = await readdir('/proc/self/task')
    const moved = await Promise.all(threads.map((thread) => coresOf(`/proc/self/task/${thread}/status`)))
    return moved.every((own) => own.every((core) => left.includes(core))) ? left : null
  } catch {
    // Whoever asked says so: the generator then shares the target's cores.
    return null
  }
}

/** The cores that this process may use, in ascending order. */
export function allowedCores(): Promise<readonly number[]> {
  return coresOf('/proc/self/status')
}

async function coresOf(statusFile: string): Promise<readonly number[]> {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(await readFile(statusFile, 'utf8'))?.[1] ?? ''
  return list.split(',').flatMap((span) => {
    const [from = Number.NaN, to = from] = span.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, step) => from + step)
  })
}
