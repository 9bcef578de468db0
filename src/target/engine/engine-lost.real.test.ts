import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { CutEngine } from '../test/cut-engine.ts'
import { patient } from '../test/kit.ts'
import { PrivateEngine } from '../test/private-engine.ts'
import { RUN_LABEL } from './owner.ts'

const CLI = join(import.meta.dirname, '../../cli.ts')
const whyNot = PrivateEngine.whyNot()
/** Containers live on without their engine. */
const LIVE = ['--live-restore']

const folder = mkdtempSync(join(tmpdir(), 'engine-lost-'))
let knob = ''
let engine: PrivateEngine
beforeAll(async () => {
  if (whyNot !== null) return
  knob = await buildImage('knob')
  engine = await PrivateEngine.start([knob])
})
afterAll(async () => {
  if (whyNot === null) await engine[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const config = (duration: string) => `
target: { image: "${knob}", cpus: 0.5, memory: 256MiB, ready: /health, replicas: 2 }
requests: [{ name: index, path: / }]
stages: [{ name: steady, connections: 4, duration: ${duration} }]
rounds: 1
baseline: { compare: none }
`

type Gated = { readonly code: number | null; readonly said: string }

/** A gate where the engine is. `host`: its way to it. */
async function gate(duration: string, host = engine.host): Promise<Gated> {
  const file = `${duration}.yml`
  writeFileSync(join(folder, file), config(duration))
  const child = engine.spawn([process.execPath, CLI, 'run', '--config', file], folder, 'pipe', host)
  const [{ stdout, stderr }, exited] = [child, once(child, 'exit')]
  if (stdout === null || stderr === null) throw new Error('nothing can be heard of it')
  const said = await Promise.all([text(stdout), text(stderr)])
  const [code] = await exited
  return { code: code as number | null, said: said.join('') }
}

type Left = { readonly runId: string; readonly state: string }

async function left(): Promise<readonly Left[]> {
  const found = await engine.docker.listContainers({ all: true, filters: { label: [RUN_LABEL] } })
  return found.map(({ Labels, State }) => ({ runId: Labels[RUN_LABEL] ?? '', state: State }))
}

const LOADED_WITHIN_MS = patient(60_000)
/** More than readiness and probe receive. */
const LOADED_BYTES = 100_000

async function untilLoaded(): Promise<void> {
  for (const endMs = Date.now() + LOADED_WITHIN_MS; ; await sleep(100)) {
    const received = await Promise.all((await engine.docker.listContainers()).map(({ Id }) => receivedBytes(Id)))
    if (received.length === 2 && received.every((bytes) => bytes > LOADED_BYTES)) return
    if (Date.now() > endMs) throw new Error(`there is no load: ${received.join(', ')}`)
  }
}

async function receivedBytes(id: string): Promise<number> {
  const stats = await engine.docker.getContainer(id).stats({ stream: false, 'one-shot': true })
  return Object.values(stats.networks ?? {}).reduce((sum, { rx_bytes }) => sum + rx_bytes, 0)
}

describe.skipIf(whyNot !== null)(`an engine that goes away under load (${whyNot ?? 'a private one'})`, () => {
  test.each([
    ['is killed', 'KILL', 'stays away', []],
    ['is killed', 'KILL', 'is started again at once', []],
    ['is shut down', 'TERM', 'stays away', []],
    ['is shut down', 'TERM', 'is started again at once', []],
    ['is killed, which its containers survive,', 'KILL', 'stays away', LIVE],
    ['is killed, which its containers survive,', 'KILL', 'is started again at once', LIVE],
    ['is shut down, which its containers survive,', 'TERM', 'is started again at once', LIVE],
  ] as const)('and %s (SIG%s) and %s is why the gate cannot judge, and the next one removes what is left', async (_how, signal, then, options) => {
    await beginAnew(options)
    const gating = gate('60s')
    await untilLoaded()
    await engine.end(signal)
    if (then !== 'stays away') await engine.begin(options)
    expectLost(await gating)
    if (then === 'stays away') {
      await engine.begin(options)
      const state = options.length === 0 ? 'exited' : 'running'
      expect(await left()).toMatchObject([{ state }, { state }])
    }
    await expectNextIsClean()
  })

  test.each([
    ['killed', 'KILL'],
    ['shut down', 'TERM'],
  ] as const)('and is %s (SIG%s) and started again is why the gate cannot judge, also where neither its socket nor its containers go away', async (_how, signal) => {
    await beginAnew(LIVE)
    await using held = await CutEngine.listen(engine.socket)
    const gating = gate('60s', held.host)
    await untilLoaded()
    await engine.end(signal)
    await engine.begin(LIVE)
    const gated = await gating
    expectLost(gated)
    expect(gated.said).toContain('remembers nothing of before')
    await expectNextIsClean()
  })
})

async function beginAnew(options: readonly string[]): Promise<void> {
  await engine.end('TERM')
  await engine.begin(options)
}

function expectLost({ code, said }: Gated): void {
  expect(said).toContain('Could not judge: the Docker engine went away during the run (')
  expect(said).not.toMatch(/exited|bug in perf-gate/)
  expect(code).toBe(2)
}

async function expectNextIsClean(): Promise<void> {
  const next = await gate('1s')
  expect(next.said).toContain('steady')
  expect(next.code).toBe(0)
  expect(await left()).toEqual([])
}
