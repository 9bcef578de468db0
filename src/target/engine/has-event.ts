import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { SilentEngine } from './calls.ts'
import { EngineLost } from './engine-lost.ts'

/** What the engine is asked for: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemEvents */
export type EventQuery = NonNullable<Parameters<Docker['getEvents']>[0]>

/**
 * Whether the engine tells of an event within the time. It keeps its latest 256 in memory only, so one that was started again has none from before. `true` also where it
 * cannot be asked, as what is between us and the engine does not let the question through. Throws EngineLost where it goes away meanwhile.
 */
export async function hasEvent(docker: Docker, query: EventQuery, withinMs: Ms): Promise<boolean> {
  const events = await openEvents(docker, query)
  if (events === null) return true
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    events.destroy()
  }, withinMs)
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

async function openEvents(docker: Docker, query: EventQuery): Promise<Readable | null> {
  try {
    return (await docker.getEvents(query)) as Readable
  } catch (thrown) {
    if (thrown instanceof EngineLost || thrown instanceof SilentEngine) throw thrown
    return null
  }
}
