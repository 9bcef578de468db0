import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findEngine, type TimedEngine } from '../engine/engine.ts'
import { engineSocket } from './kit.ts'

const THERE_WITHIN_MS = 30_000

/** An engine behind a socket that others hold, which is there also while it is not (as systemd's `docker.socket`), and of which the connections can be cut. */
export class CutEngine implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cut-engine-'))
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null

  /** `socket`: of the engine; that of these tests, where it is left out. */
  static async listen(socket?: string): Promise<CutEngine & TimedEngine> {
    const engine = new CutEngine()
    await engine.#open(socket ?? (await engineSocket()))
    const { docker, aheadMs } = await findEngine({ DOCKER_HOST: engine.host })
    return Object.assign(engine, { docker, aheadMs })
  }

  get #path(): string {
    return join(this.#folder, 'engine.sock')
  }

  get host(): string {
    return `unix://${this.#path}`
  }

  async #open(path: string): Promise<void> {
    this.#server = createServer(async (client) => {
      const engine = await reach(path, client)
      if (engine === null) return
      for (const [one, other] of [
        [client, engine],
        [engine, client],
      ] as const) {
        this.#sockets.add(one)
        one.on('error', () => other.destroy()).on('close', () => this.#sockets.delete(one))
        one.pipe(other)
      }
    }).listen(this.#path)
    await once(this.#server, 'listening')
  }

  /** As an engine that is shut down: no new connections, while those that are there go on. */
  close(): void {
    this.#server?.close()
  }

  /** As a proxy that ends what takes long. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    this.cut()
    rmSync(this.#folder, { recursive: true })
  }
}

/** A connection to the engine as soon as it takes one; `null`: the client has not waited for it. */
async function reach(path: string, client: Socket): Promise<Socket | null> {
  client.on('error', () => undefined)
  for (const endMs = Date.now() + THERE_WITHIN_MS; Date.now() < endMs && !client.destroyed; await sleep(20)) {
    const engine = connect(path)
    const isThere = await once(engine, 'connect').then(
      () => true,
      () => false,
    )
    if (isThere) return engine
  }
  client.destroy()
  return null
}
