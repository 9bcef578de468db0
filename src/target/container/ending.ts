import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import type { Ending } from '../../model/evidence.ts'
import { assertAnswers } from '../engine/assert-answers.ts'
import { SilentEngine } from '../engine/calls.ts'
import { EngineLost } from '../engine/engine-lost.ts'
import { readEngineError } from '../engine/error.ts'
import { readLastLines } from './container-log.ts'
import type { ExitNotice } from './exit-watch.ts'
import { remembersEnd } from './remembers-end.ts'

/** What is needed to find out how a container ended. */
export type EndedContainer = {
  readonly docker: Docker
  readonly id: string
  /** To be replaced in its last lines. */
  readonly secrets: readonly string[]
  readonly notice: ExitNotice
  /** Since its start by our own clock, for where the engine does not know any more. */
  readonly sinceStartMs: Ms
  /** Of the run. */
  readonly signal: AbortSignal
}

/** What the engine says of a container; `null` when it is not there any more. */
export type StateFacts = {
  readonly oomKilled: boolean
  readonly exitCode: number
  /** Empty or the zero time when unknown. */
  readonly startedAt: string
  readonly finishedAt: string
}

/**
 * Asks the engine how a container that has ended by itself did so, before it is removed. Throws SetupError where the engine went away: it may have ended the container
 * itself, and then nothing is known of the image.
 */
export async function readEnding(ended: EndedContainer): Promise<Ending> {
  const { docker, id, secrets, notice, signal } = ended
  if ('lost' in notice) throw notice.lost
  await assertAnswers(docker, signal)
  if (!(await remembersEnd(docker, id))) throw new EngineLost('it was started again while the container ended')
  const [state, oomSeen, lastLines] = await Promise.all([
    readState(docker, id),
    sawOutOfMemory(docker, id, ended.sinceStartMs),
    readLastLines(docker, id, secrets),
  ])
  return { ...judgeEnding({ ...ended, exitCode: notice.exitCode, state, oomSeen }), lastLines }
}

/**
 * A container in which the kernel killed something for memory died of that, also where only a child was killed and the main process
 * ended because of it: whatever its exit code says.
 */
export function judgeEnding(facts: {
  readonly state: StateFacts | null
  readonly oomSeen: boolean
  /** What whoever waited for the end was told; `null`: somebody removed it before. */
  readonly exitCode: number | null
  readonly sinceStartMs: Ms
}): Omit<Ending, 'lastLines'> {
  const { state } = facts
  return {
    how: facts.oomSeen || state?.oomKilled === true ? 'out-of-memory' : 'exited',
    who: null,
    exitCode: state?.exitCode ?? facts.exitCode,
    engineSaid: null,
    afterMs: livedMs(state) ?? facts.sinceStartMs,
  }
}

/** From the engine's own times, so that our delay in hearing of it does not count. */
function livedMs(state: StateFacts | null): Ms | null {
  const lived = Date.parse(state?.finishedAt ?? '') - Date.parse(state?.startedAt ?? '')
  return lived >= 0 && !state?.startedAt.startsWith('0001') ? lived : null
}

async function readState(docker: Docker, id: string): Promise<StateFacts | null> {
  try {
    const { State } = await docker.getContainer(id).inspect()
    return {
      oomKilled: State.OOMKilled,
      exitCode: State.ExitCode,
      startedAt: State.StartedAt,
      finishedAt: State.FinishedAt,
    }
  } catch {
    // Removed by somebody: whoever waited knows.
    return null
  }
}

/** What the engine remembers is told at once; a stream that does not end is no answer. */
const EVENTS_WITHIN_MS = 2000
/** Margin for clocks that were set while the container ran. */
const EVENTS_MARGIN_S = 5

/**
 * Whether the engine has an `oom` event of the container. Its `OOMKilled` is not set where only a child
 * process was killed; what the engine remembers of its latest events is all that is left of it then.
 */
export async function sawOutOfMemory(docker: Docker, id: string, sinceStartMs: Ms): Promise<boolean> {
  try {
    const nowS = Date.now() / 1000
    const events = await docker.getEvents({
      since: Math.floor(nowS - sinceStartMs / 1000) - EVENTS_MARGIN_S,
      // Not rounded up: what is still to come would be waited for.
      until: Number(nowS.toFixed(3)),
      filters: { container: [id], event: ['oom'] },
    })
    const late = setTimeout(() => (events as Readable).destroy(), EVENTS_WITHIN_MS)
    try {
      for await (const chunk of events) if (String(chunk).includes('"oom"')) return true
    } finally {
      clearTimeout(late)
    }
    return false
  } catch (thrown) {
    // Without an engine there is nothing to see; anything else would be our own mistake.
    if (
      !(thrown instanceof SilentEngine) &&
      readEngineError(thrown).code === null &&
      readEngineError(thrown).status === null
    )
      throw thrown
    return false
  }
}
