import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { SilentEngine } from '../engine/calls.ts'
import { EngineLost } from '../engine/engine-lost.ts'

/** It is written down just after whoever waits for the end is told. */
const REMEMBERED_WITHIN_MS: Ms = 2000

/**
 * Whether the engine has the `die` event of a container whose end was told just now. It keeps its latest events in memory only: one that has none of it was started
 * since, which its socket does not show where somebody else holds that (systemd's `docker.socket`).
 */
export async function remembersEnd(docker: Docker, id: string): Promise<boolean> {
  const events = await openEvents(docker, id)
  // It cannot be asked.
  if (events === null) return true
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    events.destroy()
  }, REMEMBERED_WITHIN_MS)
  try {
    for await (const chunk of events) if (String(chunk).trim() !== '') return true
    return false
  } catch (thrown) {
    if (isLate) return false
    throw new EngineLost(thrown instanceof Error ? thrown.message : String(thrown), thrown)
  } finally {
    clearTimeout(late)
  }
}

/** All of the container from the first on, also those to come: no clock is asked. `null`: what is between us and the engine does not let the question through. */
async function openEvents(docker: Docker, id: string): Promise<Readable | null> {
  try {
    return (await docker.getEvents({ since: 1, filters: { container: [id], event: ['die'] } })) as Readable
  } catch (thrown) {
    if (thrown instanceof EngineLost || thrown instanceof SilentEngine) throw thrown
    return null
  }
}
