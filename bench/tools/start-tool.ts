import { spawn } from 'node:child_process'
import type { Tool, ToolRun } from './tool.ts'

/** Twice its time and a quarter of a minute more: then a tool hangs, and is ended. */
const PATIENCE_MS = 15_000

export type RunningTool = {
  readonly pid: number
  /** What it printed. Its exit status is not asked for: some fail by design where answers do. Rejects where it hangs or cannot start. */
  readonly output: Promise<string>
}

/** `core`: the one that it is kept on (taskset, so that every thread of it is); `null`: any. */
export function startTool(tool: Tool, run: ToolRun, core: number | null): RunningTool {
  const { args, env } = tool.command(run)
  const line = [tool.program ?? tool.name, ...args]
  const [program = '', ...rest] = core === null ? line : ['taskset', '-c', `${core}`, ...line]
  const child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const timer = setTimeout(
    () => {
      child.kill('SIGKILL')
      reject(new Error(`${tool.name} hung and was ended`))
    },
    run.seconds * 2000 + PATIENCE_MS,
  )
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.on('error', reject)
  child.on('close', () => resolve(Buffer.concat(chunks).toString()))
  return { pid: child.pid ?? 0, output: promise.finally(() => clearTimeout(timer)) }
}
