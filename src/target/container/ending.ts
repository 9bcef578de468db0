import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import type { Ending } from '../../model/evidence.ts'
import { assertAnswers } from '../engine/assert-answers.ts'
import type { TimedEngine } from '../engine/engine.ts'
import { EngineLost } from '../engine/engine-lost.ts'
import { readLastLines } from './container-log.ts'
import { awaitOutOfMemory, type DeathEvents, readDeathEvents } from './death-events.ts'
import type { ExitNotice } from './exit-watch.ts'
import { remembersEnd } from './remembers-end.ts'

/** What is needed to find out how a container ended. */
export type EndedContainer = {
  readonly engine: TimedEngine
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
  const { engine, id, secrets, notice, signal } = ended
  const { docker } = engine
  if ('lost' in notice) throw notice.lost
  await assertAnswers(docker, signal)
  if (!(await remembersEnd(docker, id))) throw new EngineLost('it was started again while the container ended')
  const [state, told, lastLines] = await Promise.all([
    readState(docker, id),
    readDeathEvents(engine, id, ended.sinceStartMs),
    readLastLines(docker, id, secrets),
  ])
  const facts = { ...ended, exitCode: notice.exitCode, state }
  const isUnexplained = told.oomMs === null && codeOf(facts) === KILLED && state?.oomKilled !== true
  const late = isUnexplained ? await awaitOutOfMemory(engine, id, ended.sinceStartMs, OOM_TOLD_WITHIN_MS) : null
  return { ...judgeEnding({ ...facts, ...told, oomMs: told.oomMs ?? late }), lastLines }
}

type Facts = DeathEvents & {
  readonly state: StateFacts | null
  /** What whoever waited for the end was told; `null`: somebody removed it before. */
  readonly exitCode: number | null
  readonly sinceStartMs: Ms
}

/** By SIGKILL: the kernel's way, and that of whoever ends a container. */
const KILLED = 137
/** After the end, where the kernel's kill is told later than that. */
const OOM_TOLD_WITHIN_MS: Ms = 400
/** A main process that ends because its child was killed does so at once; what ends later has another reason. */
const CONSEQUENCE_WITHIN_MS: Ms = 5000

/**
 * A container in which the kernel killed something for memory died of that, also where only a child was killed and the main process ended because of it, with a code of
 * its own.
 */
export function judgeEnding(facts: Facts): Omit<Ending, 'lastLines'> {
  const { state } = facts
  return {
    how: diedOfMemory(facts) ? 'out-of-memory' : 'exited',
    who: null,
    exitCode: codeOf(facts),
    engineSaid: null,
    afterMs: livedMs(state) ?? facts.sinceStartMs,
  }
}

function codeOf({ state, exitCode }: Pick<Facts, 'state' | 'exitCode'>): number | null {
  return state?.exitCode ?? exitCode
}

function diedOfMemory(facts: Facts): boolean {
  const { oomMs, dieMs, state } = facts
  if (oomMs === null) return state?.oomKilled === true
  if (codeOf(facts) === KILLED) return true
  const endMs = dieMs ?? Date.parse(state?.finishedAt ?? '')
  // Where nobody knows when it ended, it may have been at once.
  return !(endMs - oomMs > CONSEQUENCE_WITHIN_MS)
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
