import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms, Side } from '../model/config.ts'
import type { Turn } from '../model/plan/plan-turns.ts'
import type { AbortReason, StageEnd } from '../model/samples.ts'
import type { LoadJob, LoadProgress, SideSamples, TurnTaking } from '../ports.ts'
import { newSideRecord, progressOf, type SideRecord } from './record/side-record.ts'
import { toStageSamples } from './record/stage-samples.ts'
import { abortReason } from './stop/abort-reason.ts'
import { type LoadThread, ThreadStuck } from './thread/load-thread.ts'
import { lostPart } from './thread/lost-part.ts'
import type { News, SidePart, ThreadPart } from './thread/messages.ts'
import type { Share } from './thread/split-job.ts'
import { TurnWatch } from './thread/turn-watch.ts'

/** Several threads begin a turn so long after they were told, so that all of them can begin at once. */
const LEAD_MS: Ms = 5
/**
 * A side that was frozen before its turn does first what it has missed, and closes what it takes for idle: its kept connections are only looked at for so
 * long. A request that crosses such an end would be lost, and one that is not idempotent could not be sent again.
 */
const LOOK_MS: Ms = 50

/** What ends a stage without being any side's doing. */
const OF_THE_RUN: ReadonlySet<AbortReason> = new Set(['time-limit', 'interrupted', 'own-limit', 'generator-stuck'])

/** A stage as the main thread runs it: one share for each thread. */
export type StageRun = {
  readonly id: number
  readonly job: LoadJob
  readonly shares: readonly Share[]
  readonly threads: readonly LoadThread[]
  readonly turns: TurnTaking
  readonly progress: (now: LoadProgress) => void
  readonly signal: AbortSignal
}

/** The threads of a stage that were lost in it, by their places: what they were replaced with knows nothing of it. */
type Lost = Set<number>

/** Runs one stage: opens it in every thread, drives its turns one after the other, and puts together what the threads gave. */
export async function runStage(run: StageRun): Promise<readonly SideSamples[]> {
  const { job, threads } = run
  const records = new Map(job.sides.map(({ side }) => [side, newSideRecord(job, side, threads.length)]))
  const lost: Lost = new Set()
  try {
    await open(run)
    await driveTurns(run, records, lost)
  } catch (error) {
    // What failed first is told; a thread that is gone cannot close.
    await closeAll(run, lost).catch(() => undefined)
    throw error
  }
  const parts = await closeAll(run, lost)
  // Whatever a side had come to, a part of its numbers is gone.
  if (lost.size > 0) for (const record of records.values()) stopLost(record)
  return Array.from(records, ([side, record]) => {
    const own = parts.map((part) => partOf(part, side))
    return { side, samples: toStageSamples(run, record, own) }
  })
}

async function open(run: StageRun): Promise<void> {
  const { engine, sides, windowMs } = run.job
  await inAll(run, (thread, place) => {
    const share = run.shares[place]
    if (share === undefined) throw new Error('There are more threads than shares.')
    return thread.ask('opened', { type: 'open', stage: run.id, job: { engine, share, sides, windowMs } })
  })
}

async function driveTurns(run: StageRun, records: ReadonlyMap<Side, SideRecord>, lost: Lost): Promise<void> {
  const startedAt = performance.now()
  for (const turn of run.job.turns) {
    const record = records.get(turn.side)
    if (record === undefined) throw new Error(`The stage has no side "${turn.side}".`)
    if (!run.signal.aborted) await beginTurn(run, turn.side)
    const end = run.signal.aborted
      ? aborted(abortReason(run.signal.reason))
      : await driveTurn(run, turn, { record, lost, stageStartedAt: startedAt })
    if (end.how === 'aborted') {
      stopAll(records, record, end)
      return
    }
    record.turnsLeft--
  }
}

/** What a side does before it is driven is in none of its figures. */
async function beginTurn({ job, turns, signal }: StageRun, side: Side): Promise<void> {
  await turns.wake(side)
  // With a side alone nobody was frozen.
  if (job.sides.length > 1) await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined)
  if (!signal.aborted) await turns.begin(side)
}

/** What a turn adds to, and since when its stage runs. */
type Driven = { readonly record: SideRecord; readonly lost: Lost; readonly stageStartedAt: Ms }

/** One turn in all threads at once; whatever ends one of them early ends all. */
async function driveTurn(run: StageRun, turn: Turn, { record, lost, stageStartedAt }: Driven): Promise<StageEnd> {
  const halt = new AbortController()
  const signal = AbortSignal.any([run.signal, halt.signal])
  const startAtMs = performance.timeOrigin + performance.now() + (run.threads.length > 1 ? LEAD_MS : 0)
  const stretch = { side: turn.side, ms: turn.ms, startAtMs, drivenMs: record.drivenMs }
  const endsByTime = run.job.stage.extent.by === 'duration'
  const watch = new TurnWatch(record, { threads: run.threads.length, endsByTime }, (why) => halt.abort(why))
  record.curve.resume(record.drivenMs)
  const drive = async (thread: LoadThread, place: number) => {
    const gathered = (now: News) => {
      watch.heard(place, now)
      if (watch.speaksForAll(place)) run.progress(progressOf(record, stageStartedAt, now.upToMs))
    }
    const asked = thread.ask('drove', { type: 'drive', stage: run.id, stretch }, { signal, gathered })
    const end = await asked.then(
      (answer) => answer.end,
      (error) => endOfLost(error, place, lost),
    )
    watch.done(place)
    if (end.how === 'aborted') halt.abort(end.why)
    return end
  }
  try {
    const ends = await inAll(run, drive, halt)
    // What came first is the reason: it stopped the others.
    return ends.every((end) => end.how === 'complete') ? { how: 'complete' } : aborted(abortReason(signal.reason))
  } finally {
    record.drivenMs += performance.timeOrigin + performance.now() - startAtMs
  }
}

/** A thread that got stuck ends the stage, which keeps what the others have. Anything else is thrown on. */
function endOfLost(error: unknown, place: number, lost: Lost): StageEnd {
  if (!(error instanceof ThreadStuck)) throw error
  lost.add(place)
  return aborted('generator-stuck')
}

function stopLost(record: SideRecord): void {
  if (record.ended.how === 'complete') record.ended = aborted('generator-stuck')
}

/** Asks every thread; when one fails the others are stopped and waited for before that is thrown. */
async function inAll<T>(
  { threads }: StageRun,
  ask: (thread: LoadThread, place: number) => Promise<T>,
  halt = new AbortController(),
): Promise<readonly T[]> {
  const asked = threads.map(async (thread, place) => {
    try {
      return await ask(thread, place)
    } catch (error) {
      halt.abort('interrupted' satisfies AbortReason)
      throw error
    }
  })
  await Promise.allSettled(asked)
  return await Promise.all(asked)
}

async function closeAll(run: StageRun, lost: Lost): Promise<readonly (readonly SidePart[])[]> {
  return await inAll(run, async (thread, place) => {
    const nothing = () => run.job.sides.map(({ side }) => ({ side, part: lostPart(run.job) }))
    if (lost.has(place)) return nothing()
    const asked = thread.ask('closed', { type: 'close', stage: run.id })
    return await asked.then(
      ({ parts }) => parts,
      (error) => {
        endOfLost(error, place, lost)
        return nothing()
      },
    )
  })
}

/**
 * The stage is over before its end. The side that was driven has the reason; the other one, where turns of it were still to come, was only
 * interrupted by what its partner did, unless the reason is of the whole run.
 */
function stopAll(records: ReadonlyMap<Side, SideRecord>, driven: SideRecord, end: StageEnd & { how: 'aborted' }): void {
  driven.ended = end
  for (const record of records.values()) {
    if (record === driven || record.turnsLeft === 0) continue
    record.ended = aborted(OF_THE_RUN.has(end.why) ? end.why : 'other-side')
  }
}

function aborted(why: AbortReason): StageEnd & { how: 'aborted' } {
  return { how: 'aborted', why }
}

function partOf(parts: readonly SidePart[], side: Side): ThreadPart {
  const found = parts.find((one) => one.side === side)
  if (found === undefined) throw new Error(`A thread has nothing of side "${side}".`)
  return found.part
}
