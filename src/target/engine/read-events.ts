import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { SilentEngine } from './calls.ts'
import { EngineLost } from './engine-lost.ts'

/** What the engine is asked for: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemEvents */
export type EventQuery = NonNullable<Parameters<Docker['getEvents']>[0]>

export type HeardEvents = {
  /** As the engine wrote them, in order. */
  readonly events: readonly unknown[]
  /** Whether it had not ended its answer when the time was over. */
  readonly isLate: boolean
}

/**
 * What the engine tells within a time, up to `most` events. It keeps its latest 256 in memory only, so one that was started again has none from before. `null` where it
 * cannot be asked, as what is between us and the engine does not let the question through. Throws EngineLost where it goes away meanwhile.
 */
export async function readEvents(
  docker: Docker,
  query: EventQuery,
  { withinMs, most = Number.POSITIVE_INFINITY }: { readonly withinMs: Ms; readonly most?: number },
): Promise<HeardEvents | null> {
  const stream = await openEvents(docker, query)
  if (stream === null) return null
  const events: unknown[] = []
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    stream.destroy()
  }, withinMs)
  try {
    let rest = ''
    for await (const chunk of stream.setEncoding('utf8')) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      events.push(...lines.filter((line) => line.trim() !== '').map((line): unknown => JSON.parse(line)))
      if (events.length >= most) break
    }
  } catch (thrown) {
    if (!isLate) throw new EngineLost(thrown instanceof Error ? thrown.message : String(thrown), thrown)
  } finally {
    clearTimeout(late)
  }
  return { events, isLate }
}

async function openEvents(docker: Docker, query: EventQuery): Promise<Readable | null> {
  try {
    return (await docker.getEvents(query)) as Readable
  } catch (thrown) {
    if (thrown instanceof EngineLost || thrown instanceof SilentEngine) throw thrown
    return null
  }
}
