import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms } from '../../model/config.ts'
import type { AbortReason } from '../../model/samples.ts'
import type { DriveEnd, Driver, DriverFigures, Recording } from '../engine.ts'
import { OpeningPace } from '../pace/opening-pace.ts'
import { requestSequence } from '../pace/request-sequence.ts'
import { connectionSpans, type Span } from '../record/connection-spans.ts'
import { StopRule } from '../stop/stop-rule.ts'
import type { AutocannonConnection } from './autocannon-connection.ts'
import type { Crew } from './autocannon-crew.ts'
import type { ClosedJob } from './autocannon-supports.ts'
import { makeTeam, type Team } from './autocannon-team.ts'

/** Something that a drive does with one connection at a time of its own. */
type Change = {
  readonly atMs: Ms
  readonly act: 'begin' | 'finish' | 'leave'
  readonly connection: AutocannonConnection
}

/** Drives one side with a closed loop; connections join, leave, rest and go on as the stage and its turns say. */
export class AutocannonDriver implements Driver {
  readonly #job: ClosedJob
  readonly #crew: Crew
  readonly #spans: readonly Span[]
  readonly #dead = new AbortController()
  /** Thousands of clients take autocannon more than a second to make: they are there before the stage begins. */
  readonly #team: Team
  /** How much of the stage was driven; what its last answers took is not part of it. */
  #drivenMs: Ms = 0
  #running = 0
  #toBegin = 0
  #mayOpen = Promise.withResolvers<void>()
  #allAtRest = Promise.withResolvers<void>()

  constructor(job: ClosedJob, recording: Recording) {
    this.#job = job
    this.#spans = connectionSpans(job.load.connections, job.extent.by === 'duration' ? job.extent.ms : 0, job)
    this.#crew = {
      requests: job.requests,
      nextRequest: requestSequence(job.requests.map((request) => request.weight)),
      requestsEach: job.extent.by === 'requests' ? job.extent.count : Number.POSITIVE_INFINITY,
      recording,
      stopRule: new StopRule(0),
      inUseSinceMs: null,
      sockets: new Set(),
      pace: new OpeningPace(() => this.#mayOpen.resolve()),
      targetIsDead: () => this.#dead.abort('no-answers' satisfies AbortReason),
      cameToRest: () => {
        this.#running--
        this.#endIfAtRest()
      },
    }
    this.#team = makeTeam(job, this.#spans.length, this.#crew)
  }

  async drive(ms: Ms | null, signal: AbortSignal): Promise<DriveEnd> {
    const halt = AbortSignal.any([signal, this.#dead.signal])
    if (!halt.aborted) await this.#run(this.#team.connections, ms ?? this.#leftMs(), halt)
    return halt.aborted ? { how: 'aborted', why: halt.reason as AbortReason } : { how: 'complete' }
  }

  figures(): DriverFigures {
    const seconds = meanInUseMs(this.#team.connections) / 1000
    const resent = this.#team.habits.reduce((sum, habit) => sum + habit.resent, 0)
    return { seconds, lateP99Ms: 0, waitedForRoom: 0, dropped: 0, resent, spawnSeconds: null }
  }

  async close(): Promise<void> {
    for (const connection of this.#team.connections) connection.destroy()
    await Promise.all([this.#team.finished, closeAll(this.#crew.sockets)])
  }

  /** Opens the connections, lets them run for the time, and waits for their last answers; returns at once when halted. */
  async #run(connections: readonly AutocannonConnection[], lengthMs: Ms, halt: AbortSignal): Promise<void> {
    const startedAt = performance.now()
    const changes = this.#changes(connections, lengthMs)
    this.#crew.pace = new OpeningPace(() => this.#mayOpen.resolve())
    // Who opens late has its requests still to send when the others are done: their rate was never that of all together.
    if (this.#job.extent.by === 'requests') this.#crew.inUseSinceMs = startedAt
    this.#toBegin = changes.filter((change) => change.act === 'begin').length
    this.#allAtRest = Promise.withResolvers()
    this.#endIfAtRest()
    const over = new AbortController()
    const stop = () => this.#allAtRest.resolve()
    halt.addEventListener('abort', stop)
    const following = this.#follow(changes, startedAt, AbortSignal.any([halt, over.signal]))
    await this.#allAtRest.promise
    halt.removeEventListener('abort', stop)
    over.abort()
    await following
    this.#crew.pace.end()
    for (const connection of connections) connection.halt()
    if (halt.aborted) await closeAll(this.#crew.sockets)
    this.#drivenMs += Math.min(lengthMs, performance.now() - startedAt)
  }

  #leftMs(): Ms {
    const { extent } = this.#job
    return extent.by === 'duration' ? Math.max(0, extent.ms - this.#drivenMs) : Number.POSITIVE_INFINITY
  }

  /** What is to be done in the next stretch of the stage, in the order of its time. */
  #changes(connections: readonly AutocannonConnection[], lengthMs: Ms): readonly Change[] {
    const changes = connections.flatMap((connection, place): Change[] => {
      const span = this.#spans[place]
      if (span === undefined || connection.isSpent) return []
      const beginMs = Math.max(0, span.joinsMs - this.#drivenMs)
      const leaveMs = span.leavesMs - this.#drivenMs
      const finishMs = Math.min(lengthMs, leaveMs)
      if (beginMs >= finishMs) return []
      const begin: Change = { atMs: beginMs, act: 'begin', connection }
      return finishMs === Number.POSITIVE_INFINITY
        ? [begin]
        : [begin, { atMs: finishMs, act: leaveMs <= lengthMs ? 'leave' : 'finish', connection }]
    })
    return changes.toSorted((a, b) => a.atMs - b.atMs)
  }

  async #follow(changes: readonly Change[], startedAt: Ms, over: AbortSignal): Promise<void> {
    const lengthMs = changes.reduce((last, { atMs, act }) => (act === 'begin' ? last : Math.max(last, atMs)), 0)
    for (const { atMs, act, connection } of changes) {
      const early = atMs - (performance.now() - startedAt)
      if (early > 0) {
        this.#crew.pace.allBegun()
        // One that could not be waited for is over.
        await sleepUnless(over, early)
      }
      const isTooLate = () => lengthMs > 0 && performance.now() - startedAt >= lengthMs
      if (act === 'begin') await this.#permitted(() => over.aborted || isTooLate())
      if (over.aborted) return
      if (act === 'finish') connection.finish()
      else if (act === 'leave') connection.leave()
      else if (isTooLate()) this.#skip()
      else this.#begin(connection)
    }
    this.#crew.pace.allBegun()
    // By number of requests each still has its own to send.
    if (lengthMs > 0) this.#crew.recording.reached('all-sent')
  }

  /** Waits until one more connection may be opened, or until it is of no use any more. */
  async #permitted(isUseless: () => boolean): Promise<void> {
    while (!isUseless() && !this.#crew.pace.mayOpen(performance.now())) {
      this.#mayOpen = Promise.withResolvers()
      await this.#mayOpen.promise
    }
  }

  /** The stage was over before its turn came. */
  #skip(): void {
    this.#toBegin--
    this.#endIfAtRest()
  }

  #begin(connection: AutocannonConnection): void {
    this.#toBegin--
    this.#running++
    connection.begin()
  }

  #endIfAtRest(): void {
    if (this.#running === 0 && this.#toBegin === 0) this.#allAtRest.resolve()
  }
}

/** Resolves after the time, or at once when it is over. */
async function sleepUnless(over: AbortSignal, ms: Ms): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: over })
  } catch (error) {
    if (!over.aborted) throw error
  }
}

/**
 * The mean time that a connection was in use. Every connection's counts and latencies run from its first send (by a number of requests: from
 * the stage's start) to the end of its last request, so RPS is answers over this time: a slow last answer weighs as the time that it took on its
 * own connection, and nothing is cut off. Connections that never sent, because the stage was ended before, do not count.
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
