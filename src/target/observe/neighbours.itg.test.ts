import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { projectName } from '../compose/project-name.ts'
import { removeContainer } from '../container/remove-container.ts'
import { makeLabels, readOwner } from '../engine/owner.ts'
import { docker, makeScope, newRunId, patient } from '../test/kit.ts'
import { Neighbours } from './neighbours.ts'

const { clock } = makeScope()
let image: string
beforeAll(async () => {
  image = await buildImage('knob')
})

/** The engine, on which nothing but these containers runs. */
function engineWith(...names: readonly string[]): typeof docker {
  const list = () => docker.listContainers({ filters: { name: names.map((name) => `^/${name}$`) } })
  return Object.assign(Object.create(docker), { listContainers: list })
}

type Busy = AsyncDisposable & { readonly name: string; readonly port: number }

/** A container that burns all of the CPU that it may. Its labels are those of another run, or of a service that `runId` has brought up. */
async function busy(cpus: number, runId: string | null): Promise<Busy> {
  const labels = makeLabels({
    runId: runId ?? newRunId(),
    owner: readOwner(),
    deadlineEpochMs: Date.now() + 600_000,
    perfGateVersion: '0.0.0-test',
  })
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['/usr/local/bin/node', '-e', 'for (;;) {}'],
    Labels: { ...labels, ...(runId === null ? {} : { 'com.docker.compose.project': projectName(runId) }) },
    HostConfig: { NanoCpus: cpus * 1e9, PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] } },
    ExposedPorts: { '8080/tcp': {} },
  })
  try {
    await container.start()
    const { Name, NetworkSettings } = await container.inspect()
    const port = Number(NetworkSettings.Ports['8080/tcp']?.[0]?.HostPort)
    return { name: Name.slice(1), port, [Symbol.asyncDispose]: () => removeContainer(docker, container.id) }
  } catch (thrown) {
    await removeContainer(docker, container.id)
    throw thrown
  }
}

it('tells the CPU time of the dependencies of the run from that of the busiest of all others, which it names', async () => {
  const runId = newRunId()
  await using stranger = await busy(0.25, null)
  await using dependency = await busy(0.1, runId)
  const stop = new AbortController()
  const engine = engineWith(stranger.name, dependency.name)
  const neighbours = new Neighbours({ docker: engine, clock, runId, networks: [], ports: [], stop: stop.signal })
  const fromMs = clock.now()
  try {
    let seconds = 0
    for (let tries = 0; seconds < 0.5 && tries * 100 < patient(20_000); tries++) {
      await sleep(100)
      neighbours.sample()
      seconds = neighbours.busiest(fromMs, clock.now())?.seconds ?? 0
    }
    const found = neighbours.busiest(fromMs, clock.now())
    expect(found?.name.outside).toBe(stranger.name)
    const share = neighbours.dependencySeconds(fromMs, clock.now()) / (found?.seconds ?? Number.NaN)
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.7)
  } finally {
    stop.abort()
  }
})

it('goes on with a dependency that was started again', async () => {
  const runId = newRunId()
  await using dependency = await busy(0.2, runId)
  const stop = new AbortController()
  const engine = engineWith(dependency.name)
  const neighbours = new Neighbours({ docker: engine, clock, runId, networks: [], ports: [], stop: stop.signal })
  const used = async (fromMs: number) => {
    for (let tries = 0; tries * 100 < patient(20_000); tries++) {
      await sleep(100)
      neighbours.sample()
      const seconds = neighbours.dependencySeconds(fromMs, clock.now())
      if (seconds > 0.1) return seconds
    }
    return 0
  }
  try {
    expect(await used(clock.now())).toBeGreaterThan(0.1)
    await docker.getContainer(dependency.name).restart({ t: 0 })
    expect(await used(clock.now())).toBeGreaterThan(0.1)
  } finally {
    stop.abort()
  }
})

it('finds the proxy of the engine behind the ports by which the load reaches the target, and no other', async () => {
  await using target = await busy(0.1, newRunId())
  await using _other = await busy(0.1, newRunId())
  const stop = new AbortController()
  const order = { docker, clock, runId: newRunId(), networks: [], stop: stop.signal }
  const [none, one] = [new Neighbours({ ...order, ports: [] }), new Neighbours({ ...order, ports: [target.port] })]
  try {
    expect([none.proxies, one.proxies]).toEqual([0, 1])
  } finally {
    stop.abort()
  }
})
