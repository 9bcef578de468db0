import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Moves every thread of this process off those cores; threads that are begun later inherit it. Gives the cores that are left, in order, or
 * `null` where this machine cannot do it (no Linux, no `taskset`, not allowed) or where no core would be left.
 */
export async function keepOff(cores: readonly number[]): Promise<readonly number[] | null> {
  try {
    const left = (await allowedCores()).filter((core) => !cores.includes(core))
    if (left.length === 0) return null
    await run('taskset', ['--all-tasks', '--cpu-list', '--pid', left.join(','), String(process.pid)])
    const threads = await readdir('/proc/self/task')
    const moved = await Promise.all(threads.map((thread) => coresOf(`/proc/self/task/${thread}/status`)))
    return moved.every((own) => own.every((core) => left.includes(core))) ? left : null
  } catch {
    // Said in the result: the generator then shares the target's cores.
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
