import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getContainerRuntimeClient } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { golden } from '../../../fixtures/golden.ts'
import { buildImage } from '../../../fixtures/images.ts'
import { targetSpec } from '../../../fixtures/specs.ts'
import type { TargetSpec } from '../../model/config.ts'
import { type Engine, findEngine } from '../engine/engine.ts'
import { makeLabels } from '../engine/owner.ts'
import { docker, MIB, makeScope, newRunId, patient } from '../test/kit.ts'
import { readLimits } from './applied-limits.ts'
import type { ContainerOrder } from './container.ts'
import { readKernelLimits } from './kernel-limits.ts'
import { type LaunchOutcome, launchContainer } from './launch.ts'
import { pinTestcontainers } from './pin-testcontainers.ts'

let engine: Engine
let imageId: string
const folder = mkdtempSync(join(tmpdir(), 'mounts-'))

beforeAll(async () => {
  engine = await findEngine(process.env)
  await pinTestcontainers(engine)
  imageId = (await docker.getImage(await buildImage('knob')).inspect()).Id
})
afterAll(() => rmSync(folder, { recursive: true }))

const HOST = '127.0.0.1'
/** Answers each path with the value of that JavaScript expression, evaluated in the container. */
const EVALUATOR = `
  const { readFileSync, writeFileSync, statSync, statfsSync, readdirSync } = require('fs')
  require('http').createServer((question, answer) => {
    let found
    try { found = eval(decodeURIComponent(question.url.slice(1))) } catch (error) { found = error.code ?? String(error) }
    answer.end(JSON.stringify(found) ?? 'undefined')
  }).listen(8080)`

/** Where the client library has made the request out of the call. */
type Modem = {
  buildRequest: (
    options: { readonly method: string; readonly path: string },
    context: unknown,
    data: string,
    answer: (error: Error | null, found: unknown) => void,
  ) => void
}
type Changes = Partial<Omit<ContainerOrder, 'spec'>> & { readonly spec?: Partial<TargetSpec> }

function makeOrder(changes: Changes): ContainerOrder {
  const spec = targetSpec({ cpus: 0.5, memoryBytes: 128 * MIB, pull: 'never', ...changes.spec })
  const owner = null
  const labels = makeLabels({
    runId: newRunId(),
    owner,
    deadlineEpochMs: Date.now() + 600_000,
    perfGateVersion: 'test',
  })
  const publish = { host: HOST, ports: 1 }
  return {
    imageId,
    port: 8080,
    sharedCores: null,
    publish,
    networks: [],
    labels,
    nofile: null,
    extraEnv: {},
    ...changes,
    spec,
  }
}

type Evaluate = (expression: string, hostPort?: number) => Promise<unknown>
type Running = LaunchOutcome & { state: 'running' }

/** Runs a container that evaluates, and removes it. */
async function inContainer(
  changes: Changes,
  use: (evaluate: Evaluate, running: Running, order: ContainerOrder) => Promise<void>,
) {
  const entrypoint = ['/usr/local/bin/node', '-e', EVALUATOR]
  const order = makeOrder({ ...changes, spec: { entrypoint, ...changes.spec } })
  const outcome = await launchContainer(engine, order, makeScope())
  try {
    if (outcome.state !== 'running') throw new Error(`not running: ${JSON.stringify(outcome)}`)
    const evaluate: Evaluate = (expression, hostPort = outcome.hostPorts[0]) => ask(hostPort ?? 0, expression)
    await use(evaluate, outcome, order)
  } finally {
    if (outcome.state !== 'refused') await outcome.container.remove()
  }
}

const LISTENS_WITHIN_MS = patient(20_000)

/** Asks until it listens. */
async function ask(port: number, expression: string): Promise<unknown> {
  for (const endMs = Date.now() + LISTENS_WITHIN_MS; ; await sleep(20)) {
    try {
      const answer = await fetch(`http://${HOST}:${port}/${encodeURIComponent(expression)}`)
      return JSON.parse(await answer.text())
    } catch (error) {
      if (!(error instanceof TypeError) || Date.now() > endMs) throw error
    }
  }
}

async function limitsOf({ container }: Running, { spec, sharedCores }: ContainerOrder) {
  return await readLimits(await docker.getContainer(container.id).inspect(), { ...spec, sharedCores }, engine.info)
}

const DEEP = 'deep/'.repeat(30)

describe('a limit binds:', () => {
  test('a quota, memory without swap, processes and open files are what engine and kernel say', async () => {
    const spec = { cpus: 0.25, memoryBytes: 96 * MIB, pids: 50, nofile: 2048, shmBytes: 16 * MIB }
    await inContainer({ spec, nofile: 2048 }, async (_, running, order) => {
      expect(await limitsOf(running, order)).toEqual({
        cpus: 0.25,
        cpuset: null,
        sharedCores: null,
        memoryBytes: 96 * MIB,
        memorySwapBytes: 96 * MIB,
        pids: 50,
        nofile: 2048,
        shmBytes: 16 * MIB,
      })
      const { State, Id } = await docker.getContainer(running.container.id).inspect()
      const kernel = await readKernelLimits(State.Pid, Id)
      expect(kernel).toMatchObject({ cpus: 0.25, memoryBytes: 96 * MIB, pids: 50, nofile: 2048 })
      expect(kernel.memorySwapBytes ?? 96 * MIB).toBe(96 * MIB)
    })
  })

  test('a container that is held to something else than it was asked for is refused', async () => {
    await inContainer({ spec: { cpus: 0.25 } }, async (_, running, order) => {
      await docker.getContainer(running.container.id).update({ NanoCpus: 500_000_000 })
      await expect(limitsOf(running, order)).rejects.toThrow('CPUs 0.25, set 0.5')
    })
  })

  test.runIf(process.getuid?.() === 0)(
    'a kernel that holds it to something else than the engine says is seen',
    async () => {
      await inContainer({ spec: { pids: 60 } }, async (_, running, order) => {
        const { Id, State, HostConfig } = await docker.getContainer(running.container.id).inspect()
        const inspected = { Id, State, HostConfig: { ...HostConfig, PidsLimit: 61 } }
        const asked = { ...order.spec, sharedCores: null, pids: 61 }
        await expect(readLimits(inspected, asked, engine.info)).rejects.toThrow('the kernel did not set')
      })
    },
  )

  test('as many cores as CPUs are the limit alone, and are the only ones that the process may use', async () => {
    await inContainer({ spec: { cpus: 1, cpuset: [1] } }, async (evaluate, running, order) => {
      expect(await evaluate("/Cpus_allowed_list:\\s+(\\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]")).toBe(
        '1',
      )
      expect(await limitsOf(running, order)).toMatchObject({ cpus: 1, cpuset: [1] })
      const { HostConfig } = await docker.getContainer(running.container.id).inspect()
      expect(HostConfig).toMatchObject({ NanoCpus: 0, CpusetCpus: '1' })
    })
  })

  test('cores that are left to a container beside others are those that it may use, and no limit of its own', async () => {
    await inContainer({ spec: { cpus: 0.5 }, sharedCores: [1] }, async (evaluate, running, order) => {
      expect(await evaluate("/Cpus_allowed_list:\\s+(\\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]")).toBe(
        '1',
      )
      expect(await limitsOf(running, order)).toMatchObject({ cpus: 0.5, cpuset: null })
    })
  })

  test('fewer CPUs than cores are both a quota and cores', async () => {
    await inContainer({ spec: { cpus: 0.5, cpuset: [0] } }, async (_, running, order) => {
      expect(await limitsOf(running, order)).toMatchObject({ cpus: 0.5, cpuset: [0] })
    })
  })

  test('processes and threads beyond the limit cannot be started', async () => {
    // Node has seven threads or more; a second one does not fit beside the first, and hangs.
    const options = `{ timeout: ${patient(5000)}, killSignal: 'SIGKILL' }`
    const second = `require('child_process').spawnSync(process.execPath, ['-e', '0'], ${options}).status === 0`
    await inContainer({ spec: { pids: 11 } }, async (evaluate) => expect(await evaluate(second)).toBe(false))
    await inContainer({ spec: { pids: 100 } }, async (evaluate) => expect(await evaluate(second)).toBe(true))
  })

  test('open files beyond the limit are refused', async () => {
    const opened = `(() => { try { for (;;) require('fs').openSync('/app/server.mjs') } catch (error) { return error.code } })()`
    await inContainer({ nofile: 200 }, async (evaluate) => {
      expect(await evaluate("/Max open files\\s+(\\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))[1]")).toBe(
        '200',
      )
    })
    await inContainer({ nofile: 200 }, async (evaluate) => expect(await evaluate(opened)).toBe('EMFILE'))
  })

  test('shared memory has its size', async () => {
    const size = "(({ blocks, bsize }) => blocks * bsize)(statfsSync('/dev/shm'))"
    await inContainer({ spec: { shmBytes: 8 * MIB } }, async (evaluate) => expect(await evaluate(size)).toBe(8 * MIB))
    await inContainer({}, async (evaluate, running, order) => {
      expect(await evaluate(size)).toBe(64 * MIB)
      expect(await limitsOf(running, order)).toMatchObject({ shmBytes: 64 * MIB })
    })
  })

  test('a folder in memory is there, can be written and is full at its size, also in a root that cannot be written', async () => {
    const spec = { readOnly: true, tmpfs: { '/cache': 4 * MIB, '/tmp': null } }
    await inContainer({ spec }, async (evaluate) => {
      expect(await evaluate("writeFileSync('/cache/small', Buffer.alloc(1 << 20)) ?? 'written'")).toBe('written')
      expect(await evaluate("writeFileSync('/cache/large', Buffer.alloc(5 << 20))")).toBe('ENOSPC')
      expect(await evaluate("writeFileSync('/tmp/large', Buffer.alloc(5 << 20)) ?? 'written'")).toBe('written')
      expect(await evaluate("writeFileSync('/app/new', '')")).toBe('EROFS')
    })
  })

  test('no process can get more rights than it was started with', async () => {
    const flag = "/NoNewPrivs:\\s+(\\d)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]"
    await inContainer({}, async (evaluate) => expect(await evaluate(flag)).toBe('1'))
  })
})

describe('mounts', () => {
  beforeAll(() => {
    const model = join(folder, 'model')
    mkdirSync(join(model, DEEP), { recursive: true })
    mkdirSync(join(model, 'empty'))
    writeFileSync(join(model, 'weights'), 'w'.repeat(1000), { mode: 0o600 })
    writeFileSync(join(model, 'run'), '', { mode: 0o700 })
    writeFileSync(join(model, DEEP, `${'n'.repeat(120)}.txt`), 'far down')
    symlinkSync('weights', join(model, 'latest'))
    writeFileSync(join(folder, 'server.mjs'), 'not the image’s')
  })
  const mounts = [
    { source: join(folder, 'model'), path: '/app/model' },
    { source: join(folder, 'server.mjs'), path: '/app/server.mjs' },
  ]

  test.each([
    ['as it is', {}],
    ['that cannot be written', { readOnly: true }],
  ])('are copied into a root %s: folders with all that is in them, readable by any user, beside what the image has', async (_root, changes) => {
    const spec = { mounts, user: '4321', ...changes }
    const volumes = (await docker.listVolumes()).Volumes.length
    await inContainer({ spec }, async (evaluate) => {
      expect(await evaluate("readFileSync('/app/model/latest', 'utf8').length")).toBe(1000)
      expect(await evaluate("readdirSync('/app/model').sort()")).toEqual(['deep', 'empty', 'latest', 'run', 'weights'])
      expect(await evaluate(`readFileSync('/app/model/${DEEP}${'n'.repeat(120)}.txt', 'utf8')`)).toBe('far down')
      expect(await evaluate("(statSync('/app/model/run').mode & 0o777).toString(8)")).toBe('755')
      expect(await evaluate("(statSync('/app/model/deep').mode & 0o005)")).toBe(5)
      expect(await evaluate("readFileSync('/app/server.mjs', 'utf8')")).toBe('not the image’s')
    })
    expect((await docker.listVolumes()).Volumes).toHaveLength(volumes)
  })

  test('never take the place of a folder of the image', async () => {
    const order = makeOrder({ spec: { mounts: [{ source: join(folder, 'server.mjs'), path: '/app' }] } })
    const started = launchContainer(engine, order, makeScope())
    await expect(started).rejects.toThrow('the mount /app could not be copied into the container')
    const label = Object.entries(order.labels)[0]?.join('=') ?? ''
    expect(await docker.listContainers({ all: true, filters: { label: [label] } })).toEqual([])
  })
})

describe('a container', () => {
  test('is reached by each of the host ports that lead to it', async () => {
    await inContainer({ publish: { host: HOST, ports: 3 } }, async (evaluate, { hostPorts }) => {
      expect(new Set(hostPorts).size).toBe(3)
      for (const port of hostPorts) expect(await evaluate('1 + 1', port)).toBe(2)
    })
  })

  test('that is not published has no host port', async () => {
    await inContainer({ publish: null }, async (_, { hostPorts, container }) => {
      expect(hostPorts).toEqual([])
      const { NetworkSettings } = await docker.getContainer(container.id).inspect()
      expect(Object.values(NetworkSettings.Ports).flat().filter(Boolean)).toEqual([])
    })
  })

  test('is in the networks that it is to join and in no other, under its names there', async () => {
    const names = [newRunId(), newRunId()]
    for (const name of names) await docker.createNetwork({ Name: name })
    try {
      const networks = names.map((name, index) => ({ name, aliases: index === 0 ? ['target', 'target-1'] : ['other'] }))
      await inContainer({ networks }, async (evaluate, { container }) => {
        const { NetworkSettings } = await docker.getContainer(container.id).inspect()
        expect(Object.keys(NetworkSettings.Networks).sort()).toEqual([...names].sort())
        expect(NetworkSettings.Networks[names[0] ?? '']?.Aliases).toEqual(
          expect.arrayContaining(['target', 'target-1']),
        )
        expect(NetworkSettings.Networks[names[1] ?? '']?.Aliases).toContain('other')
        expect(await evaluate("readdirSync('/sys/class/net').length")).toBe(3)
      })
    } finally {
      for (const name of names) await docker.getNetwork(name).remove()
    }
  })

  test('gets the environment of its order over that of its spec', async () => {
    const spec = { env: { A: 'spec', B: 'spec' } }
    await inContainer({ spec, extraEnv: { B: 'order' } }, async (evaluate) => {
      expect(await evaluate('[process.env.A, process.env.B]')).toEqual(['spec', 'order'])
    })
  })

  test('that asks for GPUs is refused by an engine that has none, and is gone', async () => {
    const order = makeOrder({ spec: { gpus: 'all' } })
    await expect(launchContainer(engine, order, makeScope())).rejects.toThrow(
      /the engine cannot give a container GPUs \("gpus"\): .*(could not select device driver|no known GPU vendor)[\s\S]*container toolkit/,
    )
    const label = Object.entries(order.labels)[0]?.join('=') ?? ''
    expect(await docker.listContainers({ all: true, filters: { label: [label] } })).toEqual([])
  })
})

describe('what is sent to create a container', () => {
  const file = join(folder, 'one-file')
  beforeAll(() => writeFileSync(file, ''))

  test.each<[string, Changes]>([
    ['plain', {}],
    [
      'everything',
      {
        spec: {
          cpus: 1.5,
          cpuset: [0, 2],
          pids: 100,
          shmBytes: 256 * MIB,
          tmpfs: { '/tmp': null, '/cache': 64 * MIB },
          readOnly: true,
          mounts: [{ source: file, path: '/etc/service/config' }],
          env: { A: '1' },
          command: ['serve'],
          entrypoint: ['/bin/service'],
          user: '1000:1000',
          platform: 'linux/amd64',
          gpus: { ids: ['0', '1'] },
        },
        publish: { host: HOST, ports: 2 },
        networks: [
          { name: 'own', aliases: ['target', 'target-1'] },
          { name: 'later', aliases: [] },
        ],
        nofile: 65_536,
        extraEnv: { B: '2' },
      },
    ],
    ['cores-and-all-gpus', { spec: { cpus: 2, cpuset: [1, 2], gpus: 'all' }, publish: null }],
    ['some-gpus', { spec: { gpus: { count: 1 } }, networks: [{ name: 'own', aliases: [] }] }],
  ])('is as in the golden file: %s', async (name, changes) => {
    const order = { ...makeOrder(changes), labels: { 'perf-gate.run': 'run-1' } }
    const sent = JSON.stringify(await createCall(order), null, 2)
    const made = sent.replaceAll(imageId, 'sha256:IMAGE').replace(/("org.testcontainers.version": )".*"/, '$1"VERSION"')
    expect(`${made}\n`).toBe(golden(`create-${name}.json`, `${made}\n`))
  })

  /** The query and body of the create call as they leave the client library; the call itself is refused. */
  async function createCall(order: ContainerOrder): Promise<unknown> {
    const modem = (await getContainerRuntimeClient()).container.getById('none').modem as Modem
    const { buildRequest } = modem
    const { promise, resolve } = Promise.withResolvers<unknown>()
    modem.buildRequest = (options, context, data, answer) => {
      if (!options.path.startsWith('/containers/create')) {
        buildRequest.call(modem, options, context, data, answer)
        return
      }
      resolve({ call: `${options.method} ${options.path}`, body: JSON.parse(data) })
      answer(Object.assign(new Error('refused'), { statusCode: 400 }), null)
    }
    try {
      expect(await launchContainer(engine, order, makeScope())).toMatchObject({ state: 'refused' })
      return await promise
    } finally {
      modem.buildRequest = buildRequest
    }
  }
})
