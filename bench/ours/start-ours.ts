import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { LoadJob } from '../../src/ports.ts'
import type { OursOutput } from './ours-process.ts'

const PROCESS = new URL('./ours-process.ts', import.meta.url).pathname
const run = promisify(execFile)

export type StartedOurs = { readonly pid: number; readonly output: Promise<OursOutput> }

/** Runs jobs in a process of their own, kept on one core where one is named. Rejects with what it printed where it fails. */
export function startOurs(
  jobs: readonly LoadJob[],
  core: number | null,
  nodeOptions: readonly string[] = [],
): StartedOurs {
  const line = [process.execPath, ...nodeOptions, PROCESS, JSON.stringify(jobs)]
  const [program = '', ...args] = core === null ? line : ['taskset', '-c', `${core}`, ...line]
  const started = run(program, args, { maxBuffer: 100_000_000 })
  return {
    pid: started.child.pid ?? 0,
    output: started.then(({ stdout }) => JSON.parse(stdout) as OursOutput),
  }
}
