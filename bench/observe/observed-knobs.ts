import { buildImage } from '../../fixtures/images.ts'
import { removeContainer } from '../../src/target/container/remove-container.ts'
import { findEngine } from '../../src/target/engine/engine.ts'
import { makeLabels, readOwner } from '../../src/target/engine/owner.ts'
import type { Observation, ObservedContainer } from '../../src/target/observe/observer.ts'

export type ObservedKnobs = AsyncDisposable & {
  /** Of each container where it is reached on loopback. */
  readonly ports: readonly number[]
  readonly observation: Observation
}

/** Long enough for any of these benchmarks: past it a later run may remove what is left. */
const DEADLINE_MS = 1_800_000
const READY_WITHIN_MS = 15_000

export const clock: Observation['clock'] = {
  now: () => performance.timeOrigin + performance.now(),
  date: () => new Date(),
  sleep: () => Promise.reject(new Error('the observer never sleeps by the clock')),
}

/** Knob containers under limits, and what the observer needs to watch them. They are gone when disposed of. */
export async function startObservedKnobs(given: {
  readonly count: number
  readonly cpus: number
  readonly env: readonly string[]
}): Promise<ObservedKnobs> {
  const engine = await findEngine(process.env)
  const image = await buildImage('knob')
  const runId = `bench-observe-${process.pid}`
  const labels = makeLabels({
    runId,
    owner: readOwner(),
    deadlineEpochMs: Date.now() + DEADLINE_MS,
    perfGateVersion: '0.0.0-bench',
  })
  const ids: string[] = []
  const remove = async () => {
    await Promise.all(ids.map((id) => removeContainer(engine.docker, id)))
  }
  const start = async (number: number): Promise<{ readonly port: number; readonly container: ObservedContainer }> => {
    const { docker } = engine
    const memory = 256 * 1024 ** 2
    const limits = { NanoCpus: given.cpus * 1e9, Memory: memory, MemorySwap: memory }
    const PortBindings = { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] }
    const HostConfig = { ...limits, PortBindings }
    const made = await docker.createContainer({ Image: image, Env: [...given.env], Labels: labels, HostConfig })
    ids.push(made.id)
    const startCallMs = clock.now()
    await made.start()
    const { State, NetworkSettings } = await made.inspect()
    const port = Number(NetworkSettings.Ports['8080/tcp']?.[0]?.HostPort)
    await awaitReady(port)
    const role = { kind: 'replica', number } as const
    return { port, container: { id: made.id, pid: State.Pid, startCallMs, quota: true, role } }
  }
  try {
    const started = []
    for (let number = 1; number <= given.count; number++) started.push(await start(number))
    return {
      ports: started.map(({ port }) => port),
      observation: {
        engine,
        clock,
        containers: started.map(({ container }) => container),
        surroundings: { runId, networks: [], ports: started.map(({ port }) => port) },
      },
      [Symbol.asyncDispose]: remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

async function awaitReady(port: number): Promise<void> {
  const endMs = clock.now() + READY_WITHIN_MS
  while (clock.now() < endMs) {
    const answers = await fetch(`http://127.0.0.1:${port}/health`).then(
      (response) => response.ok,
      // Refused or reset: the server inside does not listen yet.
      () => false,
    )
    if (answers) return
  }
  throw new Error(`the knob container on port ${port} does not answer`)
}
