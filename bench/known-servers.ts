import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Path } from './servers/behaviours.ts'
import type { Count, FromServer, ServerRecord, ToServer } from './servers/record.ts'

/** Servers whose behaviour is known (`servers/behaviours.ts`, one path each), in a process of their own that keeps a record of every request. */
export type KnownServers = AsyncDisposable & {
  readonly port: number
  urlOf(path: Path): string
  /** Forgets everything: what comes now is a run of its own. */
  begin(): Promise<void>
  /** The record since `begin`; also that of a server which has killed itself. */
  end(): Promise<ServerRecord>
  count(): Promise<Count>
}

/** `core`: the one that the server is kept on (taskset); `null`: any. */
export async function startKnownServers(options: { readonly core: number | null }): Promise<KnownServers> {
  const folder = mkdtempSync(join(tmpdir(), 'known-servers-'))
  const file = join(folder, 'record.json')
  const child = fork(new URL('./servers/known-server-process.ts', import.meta.url), { execArgv: [] })
  const { port } = await heard(child, 'listening')
  if (options.core !== null) keepOnCore(child, options.core)
  return {
    port,
    urlOf: (path) => `http://127.0.0.1:${port}${path}`,
    begin: async () => {
      const begun = heard(child, 'begun')
      say(child, { type: 'begin', file })
      await begun
    },
    end: async () => {
      if (isAlive(child)) {
        const ended = heard(child, 'ended')
        say(child, { type: 'end' })
        await ended
      }
      return JSON.parse(readFileSync(file, 'utf8')) as ServerRecord
    },
    count: async () => {
      const answer = heard(child, 'count')
      say(child, { type: 'count' })
      return (await answer).count
    },
    [Symbol.asyncDispose]: async () => {
      if (isAlive(child)) {
        const gone = once(child, 'exit')
        child.kill()
        await gone
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function keepOnCore(child: ChildProcess, core: number): void {
  const { status, stderr } = spawnSync('taskset', ['-a', '-c', '-p', String(core), String(child.pid)])
  if (status !== 0) throw new Error(`taskset ended with ${status}: ${stderr}`)
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function say(child: ChildProcess, message: ToServer): void {
  child.send(message)
}

function heard<T extends FromServer['type']>(child: ChildProcess, type: T): Promise<Extract<FromServer, { type: T }>> {
  const { promise, resolve, reject } = Promise.withResolvers<Extract<FromServer, { type: T }>>()
  const listen = (message: FromServer) => {
    if (message.type === type) settle(() => resolve(message as Extract<FromServer, { type: T }>))
  }
  const end = (code: number | null, signal: string | null) =>
    settle(() => reject(new Error(`the known server ended (${signal ?? code}) before it said '${type}'`)))
  const settle = (how: () => void) => {
    child.off('message', listen).off('exit', end)
    how()
  }
  child.on('message', listen).on('exit', end)
  return promise
}
