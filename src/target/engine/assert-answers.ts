import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { formatMs } from '../../model/units.ts'
import { endingCallsWith } from './calls.ts'
import { EngineLost } from './engine-lost.ts'
import { readEngineError } from './error.ts'

const ANSWERS_WITHIN_MS: Ms = 2000
const RETRY_AFTER_MS: Ms = 250
const TRIES = 3

/** Nobody listens: asking again could only find another engine. */
const NOBODY_LISTENS: ReadonlySet<string | null> = new Set(['ECONNREFUSED', 'ENOENT'])

/**
 * Throws EngineLost where the engine does not take a new connection and answer, and the signal's reason when aborted. An engine that is shut down gives up its socket
 * first and ends its containers then, of which it still tells whoever waits: an end is to be believed only where this holds afterwards.
 */
export async function assertAnswers(docker: Docker, signal: AbortSignal): Promise<void> {
  for (let tried = 1; ; tried++) {
    const late = AbortSignal.timeout(ANSWERS_WITHIN_MS)
    try {
      await endingCallsWith(AbortSignal.any([signal, late]), () => docker.ping())
      return
    } catch (thrown) {
      signal.throwIfAborted()
      const { status, code, message } = readEngineError(thrown)
      // A proxy that lets only some calls through has an engine behind it; one that has none says so with 502 to 504.
      if (status !== null && status < 500) return
      const said = late.aborted ? `GET /_ping was not answered within ${formatMs(ANSWERS_WITHIN_MS)}` : message
      if (NOBODY_LISTENS.has(code) || tried === TRIES) throw new EngineLost(said, thrown)
    }
    await sleep(RETRY_AFTER_MS, undefined, { signal })
  }
}
