import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import type { TargetSpec } from '../../model/config.ts'
import { nodeBalancer } from '../test/balancer.ts'
import { containersOf, engineSocket, makeScope, newRunId, newTargets, patient } from '../test/kit.ts'

let knob: string
let socketPath: string
beforeAll(async () => {
  knob = await buildImage('knob')
  socketPath = await engineSocket()
})

/** What a run may take to be gone after a signal; the runner kills it some seconds later. */
const GONE_WITHIN_MS = patient(7000)

/** The engine of these tests behind a socket that takes some calls and never answers them. */
class SilentEngine implements AsyncDisposable {
  /** `METHOD /path` of the calls that are swallowed. */
  silentOn: RegExp
  readonly #folder = mkdtempSync(join(tmpdir(), 'engine-'))
  readonly #swallowed = Promise.withResolvers<void>()
  readonly #server = createServer((call, answer) => this.#serve(call, answer))

  constructor(silentOn: RegExp) {
    this.silentOn = silentOn
  }

  get host(): string {
    return `unix://${this.#folder}/engine.sock`
  }

  /** Resolves when the first call was swallowed. */
  get swallowed(): Promise<void> {
    return this.#swallowed.promise
  }

  async listen(): Promise<this> {
    this.#server.listen(`${this.#folder}/engine.sock`)
    await once(this.#server, 'listening')
    return this
  }

  #serve(call: IncomingMessage, answer: ServerResponse): void {
    if (this.silentOn.test(`${call.method} ${call.url}`)) {
      this.#swallowed.resolve()
      return
    }
    const { method, url: path, headers } = call
    const engine = request({ socketPath, method, path, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 500, from.headers)
      answer.flushHeaders()
      from.on('error', () => answer.destroy()).pipe(answer)
    })
    engine.on('error', () => answer.destroy())
    answer.on('close', () => engine.destroy())
    call.pipe(engine)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    rmSync(this.#folder, { recursive: true })
  }
}

class Run implements AsyncDisposable {
  readonly id = newRunId()
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  readonly #heard: string[] = []
  readonly #ready = Promise.withResolvers<void>()

  constructor(engine: SilentEngine, answersWithinMs = '', changes: Partial<TargetSpec> = {}) {
    const script = join(import.meta.dirname, '../test/run-until-signal.ts')
    const env = { ...process.env, DOCKER_HOST: engine.host }
    const args = [script, knob, this.id, answersWithinMs, JSON.stringify(changes)]
    this.#child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    this.#exited = once(this.#child, 'close')
    this.#child.stdout?.on('data', (chunk) => {
      this.#heard.push(String(chunk))
      if (this.said.startsWith('ready')) this.#ready.resolve()
    })
  }

  get said(): string {
    return this.#heard.join('')
  }

  get ready(): Promise<void> {
    return this.#ready.promise
  }

  async end(): Promise<string> {
    await this.#exited
    return this.said
  }

  /** What it said until it was gone after SIGINT; fails where it is still there after the time. */
  async interrupt(): Promise<string> {
    this.#child.kill('SIGINT')
    const late = sleep(GONE_WITHIN_MS, 'late', { ref: false })
    const how = await Promise.race([this.#exited.then(() => 'gone'), late])
    expect(how, this.said).toBe('gone')
    return this.said
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
    await newTargets().sweep(this.id, makeScope())
  }
}

describe('a run whose engine stops answering', () => {
  test.each([
    ['everything', /./],
    ['the look at the image', /^GET \/images\/.+\/json/],
    ['the list of containers', /^GET \/containers\/json/],
    ['the creation of a container', /^POST \/containers\/create/],
    ['the watch for its end', /^POST \/containers\/\w+\/wait/],
    ['its start', /^POST \/containers\/\w+\/start/],
    ['the look at the container', /^GET \/containers\/\w+\/json/],
  ])('is gone soon after SIGINT, and so is its container: %s', async (_what, silentOn) => {
    await using engine = await new SilentEngine(silentOn).listen()
    await using run = new Run(engine)
    await engine.swallowed
    expect(await run.interrupt()).toBe('ended by Error: interrupted\n')
    expect(await containersOf(run.id)).toEqual([])
  })

  test.each([
    ['the making of their network', /^POST \/networks\/create/],
    ['its removal', /^DELETE \/networks/],
    ['the start of a replica', /^POST \/containers\/\w+\/start/],
  ])('with several containers is gone soon after SIGINT, and so are they: %s', async (_what, silentOn) => {
    await using engine = await new SilentEngine(silentOn).listen()
    const program = 'process.exit(1)'
    await using run = new Run(engine, '', { replicas: 2, balancer: nodeBalancer(knob, program) })
    await engine.swallowed
    await run.interrupt()
    expect(run.said).toContain('ended by Error: interrupted\n')
    expect(await containersOf(run.id)).toEqual([])
  })

  test.each([
    ['GET /images/…/json within 1 s', /^GET \/images\/.+\/json/],
    ['GET /containers/json within 1 s', /^GET \/containers\/json/],
    ['POST /containers/create within 4 s', /^POST \/containers\/create/],
    ['POST /containers/…/wait within 4 s', /^POST \/containers\/\w+\/wait/],
    ['POST /containers/…/start within 4 s', /^POST \/containers\/\w+\/start/],
  ])('ends by itself with what it was asked: %s', async (asked, silentOn) => {
    await using engine = await new SilentEngine(silentOn).listen()
    await using run = new Run(engine, '1000')
    expect(await run.end()).toMatch(/^ended by SetupError: /)
    expect(run.said).toContain(`the Docker engine stopped answering (${asked})`)
    expect(run.said).toContain('Restart it')
    expect(await containersOf(run.id)).toEqual([])
  })

  test('never answers at all: the engine is named', async () => {
    await using engine = await new SilentEngine(/./).listen()
    await using run = new Run(engine, '1000')
    expect(await run.end()).toContain(
      `the Docker engine at ${engine.host} (DOCKER_HOST) does not answer: nothing came (GET /info within 1 s)`,
    )
  })

  test.each([
    ['removals', /^DELETE/],
    ['everything', /./],
  ])('while its target runs is gone soon after SIGINT, warns once of what it left, and the next start takes it: %s', async (_what, silentOn) => {
    await using engine = await new SilentEngine(/^never/).listen()
    await using run = new Run(engine)
    await run.ready
    engine.silentOn = silentOn
    const said = await run.interrupt()
    expect(said).toContain('ended by Error: interrupted\n')
    expect(said.match(/^warning: /gm)).toHaveLength(1)
    expect(said).toMatch(/warning: .* next start on this machine/)
    await newTargets().sweep('dead', makeScope())
    expect(await containersOf(run.id)).toEqual([])
  })
})
