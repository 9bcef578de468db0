import type { Ms } from '../../model/config.ts'
import { SilentEngine } from '../engine/calls.ts'
import type { TimedEngine } from '../engine/engine.ts'
import { type EventQuery, readEvents } from '../engine/read-events.ts'

/** On the engine's clock; `null` where it remembers none. */
export type DeathEvents = {
  /** When the kernel killed something in the container, the last time. */
  readonly oomMs: Ms | null
  /** When its main process ended, the last time. */
  readonly dieMs: Ms | null
}

/** What the engine remembers is told at once; a stream that does not end is no answer. */
const EVENTS_WITHIN_MS: Ms = 2000
/** Margin for clocks that were set while the container ran. */
const EVENTS_MARGIN_MS: Ms = 5000

/**
 * What the engine remembers of the end of a container that was started so long ago. Its `OOMKilled` is not set where only a child process was killed; its latest events are
 * all that is left of that. Nothing where it cannot be asked.
 */
export async function readDeathEvents(engine: TimedEngine, id: string, sinceStartMs: Ms): Promise<DeathEvents> {
  const events = await ask(engine, {
    ...timesOf(engine, sinceStartMs, 0),
    filters: { container: [id], event: ['oom', 'die'] },
  })
  const last = (what: string) => events.findLast((event) => event.Action === what)?.timeNano
  const [oomNs, dieNs] = [last('oom'), last('die')]
  return { oomMs: msOf(oomNs), dieMs: msOf(dieNs) }
}

/** Waits so long for the engine to tell that the kernel killed something in the container: with cgroup v2 it may do so after it told the end. The time of that, or `null`. */
export async function awaitOutOfMemory(
  engine: TimedEngine,
  id: string,
  sinceStartMs: Ms,
  waitMs: Ms,
): Promise<Ms | null> {
  const query = { ...timesOf(engine, sinceStartMs, waitMs), filters: { container: [id], event: ['oom'] } }
  const [first] = await ask(engine, query, 1)
  return msOf(first?.timeNano)
}

/** How a container has ended since it was started at that time of the engine's clock: the last exit code that is no 0; `null`: it remembers no end. */
export async function readExitCode(engine: TimedEngine, id: string, startedMs: Ms): Promise<number | null> {
  const sinceStartMs = Date.now() + engine.aheadMs - startedMs
  const ends = await ask(engine, { ...timesOf(engine, sinceStartMs, 0), filters: { container: [id], event: ['die'] } })
  const codes = ends
    .filter(({ timeNano }) => (msOf(timeNano) ?? 0) >= startedMs)
    .map(({ Actor }) => Number(Actor?.Attributes?.exitCode))
  return codes.findLast((code) => code !== 0) ?? (codes.length > 0 ? 0 : null)
}

function timesOf(
  { aheadMs }: TimedEngine,
  sinceStartMs: Ms,
  waitMs: Ms,
): { readonly since: number; readonly until: number } {
  const nowMs = Date.now() + aheadMs
  return {
    since: Math.floor((nowMs - sinceStartMs - EVENTS_MARGIN_MS) / 1000),
    // Not rounded up: what is still to come would be waited for.
    until: Number(((nowMs + waitMs) / 1000).toFixed(3)),
  }
}

type Event = {
  readonly Action?: unknown
  readonly timeNano?: unknown
  readonly Actor?: { readonly Attributes?: { readonly exitCode?: unknown } }
}

async function ask({ docker }: TimedEngine, query: EventQuery, most?: number): Promise<readonly Event[]> {
  try {
    const limits = most === undefined ? {} : { most }
    const heard = await readEvents(docker, query, { withinMs: EVENTS_WITHIN_MS, ...limits })
    return (heard?.events ?? []).map((event): Event => Object(event))
  } catch (thrown) {
    if (thrown instanceof SilentEngine) return []
    throw thrown
  }
}

function msOf(timeNano: unknown): Ms | null {
  return typeof timeNano === 'number' ? timeNano / 1e6 : null
}
