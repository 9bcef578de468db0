import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Ms } from '../../model/config.ts'

/** What to run `docker compose` with, and when to end it. */
export type ComposeCommand = {
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** `null`: as long as it needs. */
  readonly withinMs: Ms | null
}

export type ComposeEnd =
  | { readonly how: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly how: 'too-long'; readonly stderr: string }
  /** There is no `docker` on the PATH. */
  | { readonly how: 'no-client' }

/** The longest that a timer can be set to. */
const FOREVER_MS: Ms = 2 ** 31 - 1
/** Of a text that nobody reads to its end, the last part says why it failed. */
const MOST_STDERR_CHARACTERS = 256 * 1024

/**
 * Runs `docker compose` to its end, without a shell. Throws the signal's reason when aborted. Either way no process of it is left:
 * the client runs compose as a child of its own, so that the whole group is ended.
 */
export async function runCompose({ args, env, signal, withinMs }: ComposeCommand): Promise<ComposeEnd> {
  signal.throwIfAborted()
  const child = spawn('docker', ['compose', ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const stdout = collect(child.stdout, Number.POSITIVE_INFINITY)
  const stderr = collect(child.stderr, MOST_STDERR_CHARACTERS)
  const closed = new Promise<number | null | Error>((resolve) => {
    child.once('error', resolve)
    child.once('close', resolve)
  })
  const limit = AbortSignal.timeout(withinMs ?? FOREVER_MS)
  const stop = AbortSignal.any([signal, limit])
  const kill = () => killGroup(child.pid)
  stop.addEventListener('abort', kill, { once: true })
  const end = await closed
  stop.removeEventListener('abort', kill)
  signal.throwIfAborted()
  if (end instanceof Error) return readSpawnError(end)
  if (limit.aborted && end === null) return { how: 'too-long', stderr: stderr.text }
  return { how: 'exited', exitCode: end ?? -1, stdout: stdout.text, stderr: stderr.text }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}

/** The last characters that came, from the beginning of a line: a secret in half a line would not be found any more. */
function collect(stream: Readable, most: number): { readonly text: string } {
  const collected = { text: '' }
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const text = collected.text + chunk
    collected.text = text.length <= most ? text : text.slice(text.indexOf('\n', text.length - most) + 1)
  })
  return collected
}

function readSpawnError(error: NodeJS.ErrnoException): ComposeEnd {
  if (error.code === 'ENOENT' || error.code === 'EACCES') return { how: 'no-client' }
  throw error
}
