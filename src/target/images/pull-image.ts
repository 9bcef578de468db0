import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { getAuthConfig } from 'testcontainers/build/container-runtime/auth/get-auth-config.js'
import { SetupError } from '../../model/errors.ts'
import { registryOf } from '../../model/image-reference.ts'
import { outside, words } from '../../model/outside.ts'
import type { Engine } from '../engine/engine.ts'
import { readEngineError } from '../engine/error.ts'
import { platformOf } from './platform.ts'
import { explainPull } from './pull-error.ts'

/** `platform`: `null` for the engine's own. */
export type PullOrder = { readonly image: string; readonly platform: string | null }

/**
 * Pulls with the machine's Docker login. Throws SetupError with the reason, and the signal's reason when aborted.
 * Testcontainers' own pull is not used: it drops the errors that come while layers are loaded.
 */
export async function pullImage(
  engine: Engine,
  { image: reference, platform }: PullOrder,
  signal: AbortSignal,
): Promise<void> {
  const authconfig = await findLogin(engine, registryOf(reference))
  try {
    const options = {
      abortSignal: signal,
      ...(authconfig === undefined ? {} : { authconfig }),
      ...(platform === null ? {} : { platform }),
    }
    await followPull((await engine.docker.pull(reference, options)) as Readable, signal)
  } catch (thrown) {
    signal.throwIfAborted()
    throw explainPull(reference, platform ?? platformOf(engine.info), readEngineError(thrown).message)
  }
}

async function findLogin(engine: Engine, registry: string): Promise<object | undefined> {
  const hub = engine.info.IndexServerAddress || 'https://index.docker.io/v1/'
  try {
    return await getAuthConfig(registry === 'docker.io' || registry === 'index.docker.io' ? hub : registry)
  } catch (cause) {
    throw new SetupError(
      words`the Docker login for ${outside(registry)} cannot be read: ${outside(readEngineError(cause).message)}`,
      words`Repair "credsStore" or "credHelpers" in Docker's config.json, or log in again.`,
      { cause },
    )
  }
}

/** The engine answers 200 and then tells of the pull line by line, of a failure too. */
async function followPull(stream: Readable, signal: AbortSignal): Promise<void> {
  const stop = () => stream.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const line of createInterface({ input: stream })) {
      const said = pullError(line)
      if (said !== null) throw new Error(said)
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  signal.throwIfAborted()
}

function pullError(line: string): string | null {
  const told: unknown = line.trim() === '' ? null : JSON.parse(line)
  return typeof told === 'object' && told !== null && 'error' in told ? String(told.error) : null
}
