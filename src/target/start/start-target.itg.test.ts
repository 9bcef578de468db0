import { beforeAll, describe, expect, test } from 'vitest'
import { type Certificates, makeCertificates } from '../../../fixtures/certificates.ts'
import { buildImage } from '../../../fixtures/images.ts'
import { httpReader } from '../../load/http/http-reader.ts'
import type { Balancer, Readiness, TargetSpec } from '../../model/config.ts'
import { readCores } from '../engine/machine.ts'
import { nodeBalancer, tlsBalancer } from '../test/balancer.ts'
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
  patient,
  untilGone,
  withReady,
  withStart,
} from '../test/kit.ts'

let knob: string
let certificates: Certificates
beforeAll(async () => {
  knob = await buildImage('knob')
  certificates = await makeCertificates('front.test')
})

const SMALL = { cpus: 0.5, memoryBytes: 96 * MIB }

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

  const OK: Readiness['status'] = [{ from: 200, to: 299 }]
  const front = (path: string, changes: Partial<Balancer & { kind: 'proxy' }> = {}): Balancer => ({
    ...tlsBalancer(knob, certificates),
    ready: { path, status: OK, withinMs: patient(20_000) },
    tls: { ca: certificates.ca, serverName: 'front.test' },
    ...changes,
  })

  test('that ends HTTPS is asked for its own readiness, over HTTPS, before replicas that know neither', async () => {
    const balancer = front('/own-health')
    await withReady(behind({ balancer }), async ({ endpoints: [endpoint] }) => {
      if (endpoint === undefined) throw new Error('it has no endpoint')
      const { signal } = new AbortController()
      const page = { endpoint, path: '/', maxBytes: 100, withinMs: patient(5000) }
      const tls = { ca: certificates.ca, serverName: 'front.test' }
      expect(await httpReader.read({ ...page, tls }, signal)).toMatchObject({ status: 200 })
      expect((await httpReader.read({ ...page, path: '/own-health', tls }, signal))?.text).toBe('front')
      expect(await httpReader.read({ ...page, tls: null }, signal)).toBeNull()
    })
  })

  test.each<[string, () => Balancer]>([
    ['whose own readiness is not answered', () => front('/nothing')],
    [
      'whose certificate is for another name',
      () => front('/own-health', { tls: { ca: certificates.ca, serverName: 'other.test' } }),
    ],
    ['that is asked over HTTP while it speaks HTTPS', () => front('/own-health', { tls: null })],
  ])('%s is never ready, and named, though the replicas are', async (_what, balancerOf) => {
    const { ready, ...balancer } = balancerOf() as Balancer & { kind: 'proxy' }
    const hasty = { ...balancer, ready: { ...ready, withinMs: patient(1500) } }
    await withStart(behind({ balancer: hasty }), async (outcome, runId) => {
      expect(outcome).toMatchObject({ state: 'failed', ending: { how: 'never-ready', who: { kind: 'balancer' } } })
      expect(await leftOf(runId)).toEqual([])
    })
  })

  test('without cores of its own is kept off those of the replicas, and they off those of a balancer', async () => {
    const cores = await readCores(await docker.info())
    const [first = 0, ...others] = cores
    expect(others.length).toBeGreaterThan(0)
    const coresOf = async (runId: string, who: { readonly kind: string; readonly number?: number }) =>
      (await docker.getContainer(await containerOf(runId, who)).inspect()).HostConfig.CpusetCpus
    const replica = { kind: 'replica', number: 1 }
    await withReady(behind({ cpuset: [first] }), async (target, runId) => {
      expect(await coresOf(runId, replica)).toBe(`${first}`)
      expect(await coresOf(runId, { kind: 'balancer' })).toBe(others.join(','))
      expect(target.balancerLimits).toMatchObject({ cpuset: null, sharedCores: others })
    })
    const { container, ...reached } = nodeBalancer(knob)
    const balancer = { ...reached, container: { ...container, cpuset: [first] } }
    await withReady(behind({ balancer }), async (_target, runId) => {
      expect(await coresOf(runId, replica)).toBe(others.join(','))
      expect(await coresOf(runId, { kind: 'balancer' })).toBe(`${first}`)
    })
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

  test('that is slow to start is not told for a replica that ends meanwhile, after it was ready', async () => {
    const program = `
      const own = Object.values(require('os').networkInterfaces()).flat().map(({ address }) => address)
      require('dns').promises.resolve4('target-2').catch(() => []).then((found) => {
        const isSecond = found.some((address) => own.includes(address))
        require('http').createServer((q, s) => {
          s.end()
          if (isSecond) setTimeout(() => process.exit(3), 300)
        }).listen(8080)
      })`
    const spec = behind({
      entrypoint: ['/usr/local/bin/node', '-e', program],
      balancer: nodeBalancer(knob, 'setInterval(() => 0, 1000)'),
    })
    await withStart(spec, async (outcome, runId) => {
      expect(outcome).toMatchObject({
        state: 'failed',
        ending: { how: 'exited', who: { kind: 'replica', number: 2, of: 2 }, exitCode: 3 },
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
