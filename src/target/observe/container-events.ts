import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { followJson } from './follow-json.ts'

/** What the engine tells of a container. `start` comes also when it is started again; `restart` would tell that twice. */
export type ContainerEvent = {
  readonly id: string
  readonly what: (typeof EVENTS)[number]
  /** On the engine's clock. */
  readonly atEpochMs: number
}
const EVENTS = ['oom', 'die', 'start'] as const

/**
 * Tells what happens to these containers, also what has happened since that time (the engine remembers its latest events), each once
 * and in order, until stopped. Never rejects.
 */
export async function watchEvents(
  watched: {
    readonly docker: Docker
    readonly ids: readonly string[]
    /** On the engine's clock. */
    readonly sinceEpochMs: Ms
  },
  heard: (event: ContainerEvent) => void,
  stop: AbortSignal,
): Promise<void> {
  const filters = { type: ['container' as const], container: [...watched.ids], event: [...EVENTS] }
  let lastEpochMs: Ms | null = null
  await followJson(
    {
      // In seconds, down to the microsecond.
      open: () =>
        watched.docker.getEvents({ since: Math.floor((lastEpochMs ?? watched.sinceEpochMs) * 1000) / 1e6, filters }),
      heard: (value) => {
        const event = parseEvent(value)
        // When opened again it begins with the last one that was told.
        if (event === null || (lastEpochMs !== null && event.atEpochMs <= lastEpochMs)) return
        lastEpochMs = event.atEpochMs
        heard(event)
      },
    },
    stop,
  )
}

/** `null` for what is not one of those that were asked for. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemEvents */
export function parseEvent(value: unknown): ContainerEvent | null {
  const { Action, Actor, timeNano }: { Action?: unknown; Actor?: { ID?: unknown }; timeNano?: unknown } = Object(value)
  const what = EVENTS.find((known) => known === Action)
  const id = Actor?.ID
  if (what === undefined || typeof id !== 'string' || typeof timeNano !== 'number') return null
  return { id, what, atEpochMs: timeNano / 1e6 }
}
