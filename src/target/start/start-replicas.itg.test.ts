import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import type { TargetSpec } from '../../model/config.ts'
import type { Endpoint, Target } from '../../ports.ts'
import { portsFor, readProxyLimit } from '../checks/proxy-ports.ts'
import { nodeBalancer } from '../test/balancer.ts'
import {
  containersOf,
  docker,
  leftOf,
  MIB,
  makeScope,
  makeSite,
  makeSpec,
  newRunId,
  newTargets,
  withReady,
  withStart,
} from '../test/kit.ts'

let knob: string
beforeAll(async () => {
  knob = await buildImage('knob')
})

const SMALL = { cpus: 0.5, memoryBytes: 96 * MIB }

function health({ host, port }: Endpoint): Promise<number> {
  return fetch(`http://${host}:${port}/health`).then(({ status }) => status)
}

/** The container behind a mapped port. */
async function containerAt(runId: string, endpoint: Endpoint | undefined): Promise<string> {
  const containers = await containersOf(runId)
  const found = containers.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === endpoint?.port))
  return found?.Id ?? ''
}

function untilGone(target: Target): Promise<void> {
  return new Promise((resolve) => target.gone.addEventListener('abort', () => resolve(), { once: true }))
}

describe('three replicas', () => {
  test('are three containers, each under the limits, with an endpoint each, and their figures', async () => {
    const runId = await withReady(makeSpec(knob, { ...SMALL, replicas: 3 }), async (target, runId) => {
      expect(target.endpoints.map(({ replica }) => replica)).toEqual([1, 2, 3])
      expect(await Promise.all(target.endpoints.map(health))).toEqual([200, 200, 200])
      const containers = await containersOf(runId)
      expect(containers).toHaveLength(3)
      for (const { Id } of containers) {
        const { HostConfig } = await docker.getContainer(Id).inspect()
        expect(HostConfig).toMatchObject({ NanoCpus: 500_000_000, Memory: 96 * MIB, MemorySwap: 96 * MIB })
      }
      const now = performance.timeOrigin + performance.now()
      const { replicas, balancer } = await target.figures(now - 60_000, now)
      expect(replicas).toHaveLength(3)
      expect(balancer).toBeNull()
      return runId
    })
    expect(await leftOf(runId)).toEqual([])
  })

  test('are gone when one of them dies, which is named', async () => {
    const runId = await withReady(makeSpec(knob, { ...SMALL, replicas: 3 }), async (target, runId) => {
      const gone = untilGone(target)
      const id = await containerAt(runId, target.endpoints[1])
      await docker.getContainer(id).kill()
      await gone
      expect(await target.ending()).toMatchObject({
        how: 'exited',
        who: { kind: 'replica', number: 2, of: 3 },
        exitCode: 137,
      })
      return runId
    })
    expect(await leftOf(runId)).toEqual([])
  })

  test('do not start where one of them dies before it is ready, which is named, and all are removed', async () => {
    const spec = makeSpec(knob, { ...SMALL, replicas: 3, env: { START_DELAY_MS: '15000' } })
    const runId = newRunId()
    await using testbed = await newTargets().prepare(makeSite(spec, runId), makeScope())
    const start = testbed.start('candidate', spec, makeScope())
    const id = await firstRunning(runId, 3)
    await docker.getContainer(id).kill()
    expect(await start).toMatchObject({
      state: 'failed',
      ending: { how: 'exited', who: { kind: 'replica', number: expect.any(Number), of: 3 }, exitCode: 137 },
    })
    // Before the testbed is disposed, which would sweep.
    expect(await leftOf(runId)).toEqual([])
  })

  test('have several ports each where one proxy of the engine could not carry the connections', async () => {
    const spec = makeSpec(knob, { ...SMALL, replicas: 2 })
    const runId = newRunId()
    const site = { ...makeSite(spec, runId), peakConnections: 12_000 }
    await using testbed = await newTargets().prepare(site, makeScope())
    const outcome = await testbed.start('candidate', spec, makeScope())
    if (outcome.state === 'failed') throw new Error(`the start failed: ${JSON.stringify(outcome.ending)}`)
    await using target = outcome.target
    const ports = portsFor(6000, await readProxyLimit())
    expect(target.endpoints.map(({ replica }) => replica)).toEqual(Array.from({ length: ports }, () => [1, 2]).flat())
    expect(new Set(target.endpoints.map(({ port }) => port)).size).toBe(2 * ports)
    expect(await Promise.all(target.endpoints.map(health))).toEqual(target.endpoints.map(() => 200))
  })
})

/** The id of a container of the run, as soon as so many of them run. */
async function firstRunning(runId: string, count: number): Promise<string> {
  for (;;) {
    const running = (await containersOf(runId)).filter(({ State }) => State === 'running')
    if (running.length === count) return running[0]?.Id ?? ''
    await sleep(20)
  }
}

describe('a balancer', () => {
  const behind = (changes: Partial<TargetSpec> = {}) =>
    makeSpec(knob, { ...SMALL, replicas: 2, balancer: nodeBalancer(knob), ...changes })

  test('takes the load for all replicas, which it finds in its environment', async () => {
    const runId = await withReady(behind({ env: { ECHO_ENV: 'HOSTNAME' } }), async (target, runId) => {
      expect(target.endpoints).toEqual([{ host: '127.0.0.1', port: expect.any(Number), replica: null }])
      const [endpoint] = target.endpoints
      const bodies: string[] = []
      for (let sent = 0; sent < 4; sent++) {
        const headers = { connection: 'close' }
        bodies.push(await (await fetch(`http://127.0.0.1:${endpoint?.port}/`, { headers })).text())
      }
      const containers = await containersOf(runId)
      const served = containers.map(({ Id }) => bodies.filter((body) => body.includes(Id.slice(0, 12))).length)
      expect(served.toSorted()).toEqual([0, 2, 2])
      const now = performance.timeOrigin + performance.now()
      const figures = await target.figures(now - 60_000, now)
      expect(figures.replicas).toHaveLength(2)
      expect(figures.balancer).not.toBeNull()
      expect(target.balancerLimits).toMatchObject({ cpus: 0.5, memoryBytes: 96 * MIB, memorySwapBytes: 96 * MIB })
      return runId
    })
    expect(await leftOf(runId)).toEqual([])
  })

  test('finds each replica by a name of its own, and all by one', async () => {
    const program = `
      const dns = require('dns').promises
      const names = ['target', 'target-1', 'target-2']
      const ask = () => Promise.all(names.map(async (name) => (await dns.resolve4(name)).length))
      require('http').createServer((q, s) => ask().then((counts) => s.end(counts.join(' ')))).listen(8000)`
    await withReady(behind({ balancer: nodeBalancer(knob, program) }), async (target) => {
      expect(await (await fetch(`http://127.0.0.1:${target.endpoints[0]?.port}/`)).text()).toBe('2 1 1')
    })
  })

  test('is named where it dies, and a replica behind it where that does', async () => {
    const deaths = [{ kind: 'balancer' }, { kind: 'replica', number: 1, of: 2 }]
    const named = await Promise.all(
      deaths.map((who) =>
        withReady(behind(), async (target, runId) => {
          const gone = untilGone(target)
          await docker.getContainer(await containerOf(runId, who)).kill()
          await gone
          return (await target.ending())?.who
        }),
      ),
    )
    expect(named).toEqual(deaths)
  })

  test('that does not start fails the start by its name, and nothing is left of replicas and network', async () => {
    await withStart(behind({ balancer: nodeBalancer(knob, 'process.exit(4)') }), async (outcome, runId) => {
      expect(outcome).toMatchObject({
        state: 'failed',
        ending: { how: 'exited', who: { kind: 'balancer' }, exitCode: 4 },
      })
      expect(await leftOf(runId)).toEqual([])
    })
  })

  test('is not begun where a replica fails at its start, which is named by its number', async () => {
    const program = `
      const own = Object.values(require('os').networkInterfaces()).flat().map(({ address }) => address)
      require('dns').promises.resolve4('target-2').catch(() => []).then((found) => {
        if (found.some((address) => own.includes(address))) process.exit(3)
        require('http').createServer((q, s) => setTimeout(() => s.end(), 30000)).listen(8080)
      })`
    const spec = behind({ replicas: 3, entrypoint: ['/usr/local/bin/node', '-e', program] })
    await withStart(spec, async (outcome, runId) => {
      expect(outcome).toMatchObject({
        state: 'failed',
        ending: { how: 'exited', who: { kind: 'replica', number: 2, of: 3 }, exitCode: 3 },
      })
      expect(await leftOf(runId)).toEqual([])
    })
  })

  test.each([5, 100, 300, 600, 1000, 1500])('leaves nothing when its start is aborted after %i ms', async (afterMs) => {
    const spec = behind({ env: { START_DELAY_MS: '500' }, balancer: nodeBalancer(knob, 'setInterval(() => 0, 1000)') })
    const runId = newRunId()
    const abort = new AbortController()
    const testbed = await newTargets().prepare(makeSite(spec, runId), makeScope())
    const start = testbed.start('candidate', spec, makeScope(abort.signal))
    const reason = new Error('stopped')
    setTimeout(() => abort.abort(reason), afterMs)
    await expect(start).rejects.toBe(reason)
    // Before the testbed is disposed, which would sweep.
    expect(await leftOf(runId)).toEqual([])
    await testbed[Symbol.asyncDispose]()
  })
})

/** By the name in the network of the start; the balancer has none there. */
async function containerOf(runId: string, who: { readonly kind: string; readonly number?: number }): Promise<string> {
  for (const { Id } of await containersOf(runId)) {
    const { NetworkSettings } = await docker.getContainer(Id).inspect()
    const aliases = Object.values(NetworkSettings.Networks).flatMap(({ Aliases }) => Aliases ?? [])
    const isBalancer = !aliases.includes('target')
    if (who.kind === 'balancer' ? isBalancer : aliases.includes(`target-${who.number}`)) return Id
  }
  throw new Error('the run has no such container')
}
