import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import type { Endpoint } from '../../ports.ts'
import { portsFor, readProxyLimit } from '../checks/proxy-ports.ts'
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
  untilGone,
  withReady,
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
