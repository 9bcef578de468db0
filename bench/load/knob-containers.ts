import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { buildImage } from '../../fixtures/images.ts'
import type { Endpoint } from '../../src/ports.ts'
import { local } from '../ours/jobs.ts'
import { engineOpenFilesLimit } from './open-files.ts'

const run = promisify(execFile)
const READY_WITHIN_MS = 15_000

/** The engine's port proxy holds two sockets and, of Go's splicing, two pipes for each connection. On the first that it cannot open it ends. */
const FILES_PER_CONNECTION = 6
/** What a process has open besides. */
const SPARE_FILES = 500

export type KnobContainers = AsyncDisposable & {
  /** Of each container as many as it takes to keep its proxies below their limit of open files. */
  readonly endpoints: readonly Endpoint[]
  readonly portsEach: number
  /** The limit that each of the containers was given. */
  readonly openFiles: number
}

/** Knob containers behind mapped ports, with room for so many connections in each. They are gone when disposed of. */
export async function startKnobContainers(given: {
  readonly count: number
  readonly connectionsEach: number
  readonly env: Readonly<Record<string, string>>
}): Promise<KnobContainers> {
  const image = await buildImage('knob')
  const env = Object.entries(given.env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const room = engineOpenFilesLimit()
  const openFiles = Math.min(room, given.connectionsEach + SPARE_FILES)
  const portsEach = Math.ceil((given.connectionsEach * FILES_PER_CONNECTION) / (room - SPARE_FILES))
  const ports = Array(portsEach).fill('--publish=127.0.0.1::8080')
  const limits = ['--ulimit', `nofile=${openFiles}:${openFiles}`]
  const ids: string[] = []
  const remove = async () => {
    await Promise.all(ids.map((id) => docker('rm', '--force', '--volumes', id)))
  }
  try {
    for (let index = 0; index < given.count; index++) {
      ids.push(await docker('run', '--detach', ...ports, ...limits, ...env, image))
    }
    const endpoints = (await Promise.all(ids.map(listening))).flat()
    return { endpoints, portsEach, openFiles, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function listening(id: string): Promise<readonly Endpoint[]> {
  const addresses = (await docker('port', id, '8080/tcp')).split('\n')
  const [address = ''] = addresses
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += 50) {
    const answers = await fetch(`http://${address}/health`).then(
      (response) => response.ok,
      // Refused or reset: the server inside does not listen yet.
      () => false,
    )
    if (answers) return addresses.map((one) => local(Number(one.slice(one.lastIndexOf(':') + 1))))
    await sleep(50)
  }
  throw new Error(`the knob container ${id} does not answer`)
}

async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args)).stdout.trim()
}
