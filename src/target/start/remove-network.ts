import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { readEngineError } from '../engine/error.ts'

/** A container that was removed may be in its network a moment longer. */
const LEFT_WITHIN_MS = 2000
const RETRY_AFTER_MS = 100

/** Removes a network by name or id. One that is gone already is no error; one that containers are still in is tried again, then thrown. */
export async function removeNetwork(docker: Docker, network: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += RETRY_AFTER_MS) {
    try {
      await docker.getNetwork(network).remove()
      return
    } catch (thrown) {
      const { status, message } = readEngineError(thrown)
      if (status === 404) return
      if (!/active endpoints/i.test(message) || waitedMs >= LEFT_WITHIN_MS) throw thrown
      await sleep(RETRY_AFTER_MS)
    }
  }
}
