import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import type { Ms } from '../../model/config.ts'
import type { ContainerFigures } from '../../model/target-figures.ts'
import { removeContainer } from '../container/remove-container.ts'
import { type Engine, findEngine } from '../engine/engine.ts'
import { makeLabels, readOwner } from '../engine/owner.ts'
import { docker, MIB, makeScope, newRunId, patient } from '../test/kit.ts'
import { type Observer, observe } from './observer.ts'

const { clock } = makeScope()
let image: string
let engine: Engine
beforeAll(async () => {
  image = await buildImage('knob')
  engine = await findEngine(process.env)
})

type Observed = {
  readonly id: string
  readonly startMs: Ms
  readonly observer: Observer
  /** One request after the other, in so many lanes; failures end a lane. */
  ask(count: number, lanes?: number): Promise<void>
  /** Its figures between two times. */
  figures(fromMs: Ms, toMs: Ms): Promise<ContainerFigures>
}

type Shape = {
  readonly env: Readonly<Record<string, string | number>>
  readonly cpus?: number
  readonly memoryMib?: number
  /** As from a job container, or beside Docker Desktop: the pid means nothing here. */
  readonly unseen?: boolean
  /** The engine, as it answers. */
  readonly docker?: Engine['docker']
}

/** One container that is watched from its start on, and removed after `use`. */
async function observed(shape: Shape, use: (observed: Observed) => Promise<void>): Promise<void> {
  const [owner, runId] = [readOwner(), newRunId()]
  const memory = (shape.memoryMib ?? 256) * MIB
  const container = await docker.createContainer({
    Image: image,
    Env: Object.entries(shape.env).map(([name, value]) => `${name}=${value}`),
    Labels: makeLabels({
      runId,
      owner,
      deadlineEpochMs: Date.now() + 600_000,
      perfGateVersion: '0.0.0-test',
    }),
    HostConfig: {
      NanoCpus: (shape.cpus ?? 1) * 1e9,
      Memory: memory,
      MemorySwap: memory,
      PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] },
    },
    ExposedPorts: { '8080/tcp': {} },
  })
  const { id } = container
  try {
    const startMs = clock.now()
    await container.start()
    const { State, NetworkSettings } = await container.inspect()
    const pid = shape.unseen ? process.pid : State.Pid
    const role = { kind: 'replica', number: 1 } as const
    const observer = observe({
      engine: { ...engine, docker: shape.docker ?? engine.docker },
      clock,
      containers: [{ id, pid, startCallMs: startMs, quota: true, role }],
      surroundings: { runId, networks: [], ports: [] },
    })
    const port = NetworkSettings.Ports['8080/tcp']?.[0]?.HostPort
    try {
      await use({
        id,
        startMs,
        observer,
        ask: (count, lanes = 1) => ask(`http://127.0.0.1:${port}`, count, lanes),
        figures: async (fromMs, toMs) => only((await observer.figures(fromMs, toMs)).replicas),
      })
    } finally {
      observer.stop()
    }
  } finally {
    await removeContainer(docker, id)
  }
}

function only(replicas: readonly ContainerFigures[]): ContainerFigures {
  const [first] = replicas
  if (first === undefined || replicas.length !== 1) throw new Error(`${replicas.length} replicas`)
  return first
}

async function ask(url: string, count: number, lanes: number): Promise<void> {
  const answers = (path: string) =>
    fetch(`${url}${path}`).then(
      (response) => response.arrayBuffer(),
      () => null,
    )
  for (let tries = 0; tries * 50 < patient(5000) && (await answers('/health')) === null; tries++) await sleep(50)
  let left = count
  const lane = async () => {
    while (left-- > 0) if ((await answers('/')) === null) return
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** The kernel's own counter, read by nobody's code but this. */
function kernelCpuSeconds(id: string): number {
  for (const [file, unit] of [
    [`/sys/fs/cgroup/cpuacct/docker/${id}/cpuacct.usage`, 1e9],
    [`/sys/fs/cgroup/cpu,cpuacct/docker/${id}/cpuacct.usage`, 1e9],
    [`/sys/fs/cgroup/system.slice/docker-${id}.scope/cpu.stat`, 1e6],
    [`/sys/fs/cgroup/docker/${id}/cpu.stat`, 1e6],
  ] as const) {
    try {
      return Number.parseInt(readFileSync(file, 'utf8').replace('usage_usec ', ''), 10) / unit
    } catch {
      // Mounted elsewhere on this machine.
    }
  }
  throw new Error('no counter of the kernel was found')
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries * 100 > patient(20_000)) throw new Error('it did not come to pass')
    await sleep(100)
  }
}

describe('a container that burns more CPU than it may', () => {
  it('shows what the kernel counted within 2 %, that it was stopped, and whose the machine was', async () => {
    await observed({ env: { CPU_MS: 10 }, cpus: 0.5 }, async ({ id, startMs, observer, ask, figures }) => {
      await ask(10)
      const load = ask(300, 4)
      const [fromMs, before] = [clock.now(), kernelCpuSeconds(id)]
      await sleep(4000)
      const [after, toMs] = [kernelCpuSeconds(id), clock.now()]
      const { replicas, host, ms } = await observer.figures(fromMs, toMs)
      const found = only(replicas)
      const ratio = found.cpuSeconds / (after - before)
      expect(ratio).toBeGreaterThan(0.98)
      expect(ratio).toBeLessThan(1.02)
      expect(ms).toBe(toMs - fromMs)
      expect(found.throttling?.throttledPeriods).toBeGreaterThan((found.throttling?.periods ?? 0) / 2)
      expect(found.throttling?.throttledSeconds).toBeGreaterThan(0)
      expect(found.series.some((point) => point.throttledShare > 0.5)).toBe(true)
      expect(found.network?.sentBytes).toBeGreaterThan(1000)
      expect(found.mostPids).toBeGreaterThan(1)
      expect(found).toMatchObject({ oomKills: 0, restarts: 0 })
      expect(host?.busy).toBeGreaterThan(found.cpuSeconds / (ms / 1000) / 2)
      expect(host?.ours).toBeGreaterThan(0)
      await load
      const whole = await figures(startMs, clock.now())
      const share = whole.cpuSeconds / kernelCpuSeconds(id)
      expect(share).toBeGreaterThan(0.98)
      expect(share).toBeLessThan(1.02)
    })
  })
})

describe('memory', () => {
  it('counts the kill of a child while the container lives on, and keeps the peak at the limit', async () => {
    await observed({ env: { CHILD_MEMORY_MIB: 300 }, memoryMib: 96 }, async ({ startMs, figures }) => {
      await until(async () => (await figures(startMs, clock.now())).oomKills > 0)
      await sleep(500)
      const found = await figures(startMs, clock.now())
      expect(found).toMatchObject({ oomKills: 1, restarts: 0 })
      expect(found.memory.peakBytes ?? 96 * MIB).toBeGreaterThan(90 * MIB)
      expect(found.series.reduce((sum, point) => sum + point.oomKills, 0)).toBe(1)
    })
  })

  it('grows along the curve of a target that leaks, and counts the kill of its main process once', async () => {
    await observed({ env: { LEAK_KIB: 1024 }, memoryMib: 128 }, async ({ id, startMs, observer, ask, figures }) => {
      await ask(5)
      const fromMs = clock.now()
      for (let step = 0; step < 5; step++) {
        await ask(8)
        await sleep(250)
      }
      const { series, memory } = await figures(fromMs, clock.now())
      const grown = (series.at(-1)?.workingSetBytes ?? 0) - (series[0]?.workingSetBytes ?? 0)
      expect(grown).toBeGreaterThan(25 * MIB)
      expect(memory.mostWorkingSetBytes).toBe(Math.max(...series.map((point) => point.workingSetBytes)))
      await ask(1000)
      await until(async () => !(await docker.getContainer(id).inspect()).State.Running)
      const killed = await figures(startMs, clock.now())
      expect(killed).toMatchObject({ oomKills: 1, restarts: 0 })
      expect(killed.memory.mostWorkingSetBytes).toBeGreaterThan(memory.mostWorkingSetBytes)
      observer.stop()
      expect((await figures(startMs, clock.now())).oomKills).toBe(1)
    })
  })

  it.each([
    false,
    true,
  ])('counts the kill of a main process at its start once (figures of the engine alone: %s)', async (unseen) => {
    await observed({ env: { MEMORY_MIB: 300 }, memoryMib: 64, unseen }, async ({ id, startMs, figures }) => {
      await until(async () => !(await docker.getContainer(id).inspect()).State.Running)
      expect(await figures(startMs, clock.now())).toMatchObject({ oomKills: 1, restarts: 0 })
      expect(await figures(startMs, clock.now())).toMatchObject({ oomKills: 1, restarts: 0 })
    })
  })
})

describe('a container that somebody starts again', () => {
  it('is told of, and its counters go on', async () => {
    await observed({ env: { CHILD_MEMORY_MIB: 300 }, memoryMib: 96 }, async ({ id, startMs, figures }) => {
      await until(async () => (await figures(startMs, clock.now())).oomKills === 1)
      const before = await figures(startMs, clock.now())
      expect(before.restarts).toBe(0)
      await docker.getContainer(id).restart({ t: 0 })
      await until(async () => (await figures(startMs, clock.now())).oomKills === 2)
      const after = await figures(startMs, clock.now())
      expect(after).toMatchObject({ oomKills: 2, restarts: 1 })
      expect(after.cpuSeconds).toBeGreaterThan(before.cpuSeconds)
    })
  })
})

describe('where the kernel’s files cannot be read', () => {
  it('has the engine’s readings: the same CPU time, throttling, and a killed child from its events', async () => {
    const shape = { env: { CPU_MS: 10, CHILD_MEMORY_MIB: 300 }, cpus: 0.5, memoryMib: 96, unseen: true }
    await observed(shape, async ({ id, startMs, ask, figures }) => {
      await ask(200, 4)
      const found = await figures(startMs, clock.now())
      const ratio = found.cpuSeconds / kernelCpuSeconds(id)
      expect(ratio).toBeGreaterThan(0.95)
      expect(ratio).toBeLessThan(1.05)
      expect(found).toMatchObject({ source: 'engine', oomKills: 1, restarts: 0 })
      expect(found.throttling?.throttledPeriods).toBeGreaterThan(0)
      expect(found.memory.mostWorkingSetBytes).toBeGreaterThan(MIB)
      expect(found.network?.receivedBytes).toBeGreaterThan(1000)
      expect(found.series.length).toBeGreaterThan(1)
    })
  })
})

describe('where the engine tells no more of a container that still runs', () => {
  it('nothing is said of it, rather than that its counters stood still', async () => {
    let mute = false
    const muted: Engine['docker'] = Object.assign(Object.create(docker), {
      getContainer: (id: string) => {
        const container = docker.getContainer(id)
        const stats = (options: { stream: false; 'one-shot': true }) =>
          mute ? Promise.reject(new Error('no answer')) : container.stats(options)
        return Object.assign(Object.create(container), { stats })
      },
    })
    const shape = { env: { CPU_MS: 1 }, unseen: true, docker: muted }
    await observed(shape, async ({ startMs, observer, ask }) => {
      await ask(20)
      const before = await observer.figures(startMs, clock.now())
      expect(before.replicas).toHaveLength(1)
      mute = true
      await sleep(2500)
      expect((await observer.figures(startMs, clock.now())).replicas).toEqual([])
    })
  })
})

describe('a container that is gone', () => {
  it('keeps its figures after it was removed', async () => {
    await observed({ env: { CPU_MS: 1 } }, async ({ id, startMs, ask, figures }) => {
      await ask(50)
      const before = await figures(startMs, clock.now())
      await docker.getContainer(id).remove({ force: true, v: true })
      const after = await figures(startMs, clock.now())
      expect(after.cpuSeconds).toBeGreaterThanOrEqual(before.cpuSeconds)
      expect(after).toMatchObject({ source: before.source, oomKills: 0, restarts: 0 })
      expect(after.network?.receivedBytes).toBeGreaterThanOrEqual(before.network?.receivedBytes ?? Number.NaN)
    })
  })
})
