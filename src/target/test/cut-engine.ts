import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { findEngine } from '../engine/engine.ts'
import { engineSocket } from './kit.ts'

/** The engine of these tests behind a socket of its own, of which the connections can be cut. */
export class CutEngine implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cut-engine-'))
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null

  static async listen(): Promise<CutEngine & { readonly docker: Docker }> {
    const engine = new CutEngine()
    await engine.open()
    const { docker } = await findEngine({ DOCKER_HOST: `unix://${engine.#path}` })
    return Object.assign(engine, { docker })
  }

  get #path(): string {
    return join(this.#folder, 'engine.sock')
  }

  async open(): Promise<void> {
    const path = await engineSocket()
    this.#server = createServer((client) => {
      const engine = connect(path)
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
