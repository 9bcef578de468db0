import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

const FROM_BYTES = 304 * 1024 ** 2
const TO_BYTES = 480 * 1024 ** 2
const REQUESTS = 600
/** One start can be lucky: what a garbage collector leaves differs by some MiB. */
const STARTS = 3
const AT_ONCE = 20
const TIMEOUT_MS = 5000

/**
 * The smallest memory limit with which a knob container starts and lives through some requests, three times out of three: one limit after the other from below, by the
 * Docker client and `fetch` alone, so that nothing of perf-gate is in it.
 */
export async function scanMemory(
  image: string,
  env: Readonly<Record<string, number>>,
  stepBytes: number,
): Promise<number> {
  for (let bytes = FROM_BYTES; bytes <= TO_BYTES; bytes += stepBytes) {
    console.error(`plain start with ${bytes / 1024 ** 2} MiB`)
    if (await livesAlways(image, env, bytes)) return bytes
  }
  return Number.NaN
}

async function livesAlways(...order: Parameters<typeof lives>): Promise<boolean> {
  for (let start = 1; start <= STARTS; start++) if (!(await lives(...order))) return false
  return true
}

async function lives(image: string, env: Readonly<Record<string, number>>, bytes: number): Promise<boolean> {
  const limits = ['--cpus', '1', '--memory', String(bytes), '--memory-swap', String(bytes)]
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const id = await docker('run', '--detach', '--publish', '127.0.0.1::8080', ...limits, ...variables, image)
  try {
    const url = `http://${await addressOf(id)}`
    if (!(await isReady(url, id))) return false
    const lanes = Array.from({ length: AT_ONCE }, async () => {
      for (let sent = 0; sent < REQUESTS / AT_ONCE; sent++) await answers(url)
    })
    await Promise.all(lanes)
    return (await isRunning(id)) && (await answers(`${url}/health`))
  } finally {
    await docker('rm', '--force', '--volumes', id)
  }
}

/** The port of a container that was killed already is gone. */
async function addressOf(id: string): Promise<string> {
  return await docker('port', id, '8080/tcp').catch(() => '127.0.0.1:1')
}

async function isReady(url: string, id: string): Promise<boolean> {
  for (let waited = 0; waited < TIMEOUT_MS; waited += 100) {
    if (await answers(`${url}/health`)) return true
    if (!(await isRunning(id))) return false
    await sleep(100)
  }
  return false
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    // Nobody answers: that is what is asked.
    return false
  }
}

async function isRunning(id: string): Promise<boolean> {
  return (await docker('inspect', '--format', '{{.State.Running}}', id)) === 'true'
}

async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args)).stdout.trim()
}
