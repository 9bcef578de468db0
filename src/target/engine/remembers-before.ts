import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { hasEvent } from './has-event.ts'

const ANSWERS_WITHIN_MS: Ms = 2000

/**
 * Whether the engine still knows of anything that happened before a time of this process's clock: then it has run since, and all that happened after that time can be asked of
 * it. Else it was started again, also where its containers live on (`live-restore`) and its socket is held by somebody else (systemd's `docker.socket`), so that neither shows it:
 * what happened while it was away, a kill for memory among it, was told to nobody.
 */
export async function remembersBefore(docker: Docker, atEpochMs: Ms): Promise<boolean> {
  const { SystemTime }: { SystemTime?: unknown } = await docker.info()
  // Its clock may be another one than ours (Docker Desktop). Taken after the answer, so that the moment is rather too early than too late.
  const aheadMs = Date.parse(String(SystemTime)) - Date.now()
  const until = (atEpochMs + (Number.isNaN(aheadMs) ? 0 : aheadMs)) / 1000
  return await hasEvent(docker, { since: 1, until: Number(until.toFixed(3)) }, ANSWERS_WITHIN_MS)
}
