import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'
import { SilentEngine } from '../engine/calls.ts'
import { readEngineError } from '../engine/error.ts'

const GONE_WITHIN_MS = 10_000

/**
 * Kills and removes a container with its anonymous volumes, and returns when it is gone. One that is gone already, or is being removed by
 * somebody else, is no error. A measured target gets no grace: what it would do with it is not measured.
 */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  try {
    await docker.getContainer(id).remove({ force: true, v: true })
  } catch (thrown) {
    const { status, message } = readEngineError(thrown)
    if (status === 404) return
    if (thrown instanceof SilentEngine) throw thrown
    if (status === null) throw explainLost(id, message, thrown)
    if (status !== 409) throw thrown
    await awaitGone(docker, id)
  }
}

async function awaitGone(docker: Docker, id: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < GONE_WITHIN_MS; waitedMs += 50) {
    try {
      await docker.getContainer(id).inspect()
    } catch (thrown) {
      if (readEngineError(thrown).status === 404) return
      throw thrown
    }
    await sleep(50)
  }
  throw new Error(`container ${id} is being removed, but is still there after ${GONE_WITHIN_MS} ms`)
}

function explainLost(id: string, message: string, cause: unknown): SetupError {
  return new SetupError(
    words`the Docker engine stopped answering before the container ${outside(id.slice(0, 12))} could be removed: ${outside(message)}`,
    words`Start the engine again; the next run on this machine removes what is left.`,
    { cause },
  )
}
