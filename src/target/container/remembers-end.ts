import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { readEvents } from '../engine/read-events.ts'

/** It is written down just after whoever waits for the end is told. */
const REMEMBERED_WITHIN_MS: Ms = 2000

/**
 * Whether the engine has the `die` event of a container whose end was told just now: one that has none of it was started since, which its socket does not show where
 * somebody else holds that (systemd's `docker.socket`). `true` also where it cannot be asked.
 */
export async function remembersEnd(docker: Docker, id: string): Promise<boolean> {
  // All of the container from the first on, also those to come: no clock is asked.
  const query = { since: 1, filters: { container: [id], event: ['die'] } }
  const heard = await readEvents(docker, query, { withinMs: REMEMBERED_WITHIN_MS, most: 1 })
  return heard === null || heard.events.length > 0
}
