import type { Ms } from '../../model/config.ts'
import { formatMs } from '../../model/units.ts'
import { SilentEngine } from './calls.ts'
import type { TimedEngine } from './engine.ts'
import { readEvents } from './read-events.ts'

const ANSWERS_WITHIN_MS: Ms = 2000

/** So many events an engine keeps, the latest (`eventsLimit` of moby). */
const REMEMBERED_EVENTS = 256

/**
 * Whether the engine still knows of anything that happened before a time of this process's clock: then it has run since, and all that happened after that time can be asked of
 * it. Else it was started again, also where its containers live on (`live-restore`) and its socket is held by somebody else (systemd's `docker.socket`), so that neither shows it:
 * what happened while it was away, a kill for memory among it, was told to nobody. `true` also where that cannot be told, because so much has happened since that it had to
 * forget what was before. Throws EngineLost, and SilentEngine where it tells nothing and does not end its answer.
 */
export async function remembersBefore({ docker, aheadMs }: TimedEngine, atEpochMs: Ms): Promise<boolean> {
  const until = Number(((Date.now() + aheadMs) / 1000).toFixed(3))
  const heard = await readEvents(docker, { since: 1, until }, { withinMs: ANSWERS_WITHIN_MS })
  if (heard === null) return true
  const { events, isLate } = heard
  if (isLate && events.length === 0) throw new SilentEngine(`GET /events within ${formatMs(ANSWERS_WITHIN_MS)}`)
  return events.length >= REMEMBERED_EVENTS || events.some((event) => timeOf(event) < atEpochMs + aheadMs)
}

/** On the engine's clock; not a number where it does not say. */
function timeOf(event: unknown): Ms {
  const { timeNano }: { timeNano?: unknown } = Object(event)
  return Number(timeNano) / 1e6
}
