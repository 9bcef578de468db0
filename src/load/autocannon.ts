import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import autocannon from 'autocannon'
import type { Ms } from '../model/config.ts'
import type { AbortReason } from '../model/samples.ts'
import { checkClient } from './autocannon-client.ts'
import { AutocannonConnection, type Crew } from './autocannon-connection.ts'
import type { Engine, EngineEnd, EngineJob, Recording } from './engine.ts'
import { hostHeader, requestBytes } from './request-bytes.ts'
import { requestSequence } from './request-sequence.ts'
import { StopRule } from './stop-rule.ts'

/** autocannon's own clocks must never fire: duration and timeouts are ours. In seconds; a timer holds up to 2 147 483. */
const NEVER_SECONDS = 1_000_000
/** How often autocannon looks whether all its clients are done. */
const SAMPLE_MS = 20
/** So many connections are opened in one turn of the event loop: the first answers are not read late because thousands are still being opened. */
const OPENED_AT_ONCE = 64

/** Closed loop on autocannon's client, with connections, clock, timeouts and counts of our own (`AutocannonConnection`). */
export const autocannonEngine: Engine = { name: 'autocannon', run }

async function run(job: EngineJob, recording: Recording, signal: AbortSignal): Promise<EngineEnd> {
  const dead = new AbortController()
  const halt = AbortSignal.any([signal, dead.signal])
  const allEnded = Promise.withResolvers<void>()
  let open = job.stage.load.connections
  const crew: Crew = {
    requests: job.requests,
    nextRequest: requestSequence(job.requests.map((request) => request.weight)),
    recording,
    stopRule: new StopRule(job.stage.load.connections),
    sockets: new Set(),
    targetIsDead: () => dead.abort('no-answers' satisfies AbortReason),
    connectionEnded: () => {
      open--
      if (open === 0) allEnded.resolve()
    },
  }
  const { connections, finished } = construct(job, crew)
  await drive(connections, { durationMs: job.stage.durationMs, halt, allEnded: allEnded.promise })
  for (const connection of connections) connection.destroy()
  await Promise.all([finished, closeAll(crew.sockets)])
  const ended = halt.aborted
    ? ({ how: 'aborted', why: halt.reason as AbortReason } as const)
    : ({ how: 'complete' } as const)
  return { seconds: meanInUseMs(connections) / 1000, ended }
}

/** Lets autocannon make its clients and takes each over. Nothing is sent yet. */
function construct(job: EngineJob, crew: Crew): { connections: AutocannonConnection[]; finished: Promise<unknown> } {
  const targets = job.endpoints.map((endpoint) => ({
    endpoint,
    payloads: job.requests.map((request) => requestBytes(request, endpoint)),
  }))
  const connections: AutocannonConnection[] = []
  const instance = autocannon({
    url: `http://${hostHeader(firstOf(job.endpoints))}`,
    connections: job.stage.load.connections,
    duration: NEVER_SECONDS,
    timeout: NEVER_SECONDS,
    sampleInt: SAMPLE_MS,
    skipAggregateResult: true,
    setupClient: (client) => {
      const target = firstOf(targets.slice(connections.length % targets.length))
      connections.push(new AutocannonConnection(checkClient(client), crew, target))
    },
  })
  return { connections, finished: Promise.resolve(instance) }
}

type Drive = { readonly durationMs: number; readonly halt: AbortSignal; readonly allEnded: Promise<void> }

/** Opens the connections, lets them run for the stage's duration, and waits for their last answers; returns at once when halted. */
async function drive(
  connections: readonly AutocannonConnection[],
  { durationMs, halt, allEnded }: Drive,
): Promise<void> {
  const halted = halt.aborted ? Promise.resolve() : once(halt, 'abort')
  const finishAt = performance.now() + durationMs
  const timer = setTimeout(() => {
    for (const connection of connections) connection.finish()
  }, durationMs)
  try {
    for (const [place, connection] of connections.entries()) {
      if (halt.aborted || performance.now() >= finishAt) break
      connection.begin()
      if (place % OPENED_AT_ONCE === OPENED_AT_ONCE - 1) await nextTurn()
    }
    await Promise.race([halted, allEnded])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * The mean time that a connection was in use. Every connection's counts and latencies run from its first send to the end
 * of its last request, so RPS is answers over this time: a slow last answer weighs as the time that it took on its own
 * connection, and nothing is cut off. Connections that never sent, because the stage was ended before, do not count.
 */
function meanInUseMs(connections: readonly AutocannonConnection[]): Ms {
  const used = connections.map((connection) => connection.inUseMs).filter((ms) => ms > 0)
  return used.length === 0 ? 0 : used.reduce((sum, ms) => sum + ms, 0) / used.length
}

async function closeAll(sockets: ReadonlySet<Socket>): Promise<void> {
  await Promise.all(
    Array.from(sockets, (socket) => {
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.destroy()
      return closed
    }),
  )
}

function firstOf<T>(items: readonly T[]): T {
  const [first] = items
  if (first === undefined) throw new Error('A stage needs an endpoint to put its load on.')
  return first
}
