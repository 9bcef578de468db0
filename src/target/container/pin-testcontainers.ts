import type Docker from 'dockerode'
import { getContainerRuntimeClient } from 'testcontainers'
import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'
import { limitCalls } from '../engine/calls.ts'
import type { Engine } from '../engine/engine.ts'

/**
 * Makes Testcontainers, and whatever else reads the environment, use the engine that was found. Testcontainers looks for an engine by
 * itself, once per process, and falls through to /var/run/docker.sock. Throws SetupError when its settings force another one on it.
 */
export async function pinTestcontainers(engine: Engine): Promise<void> {
  const { host, certificates } = engine.address
  process.env.DOCKER_HOST = host
  setOrDelete('DOCKER_TLS_VERIFY', certificates === null ? null : '1')
  setOrDelete('DOCKER_CERT_PATH', certificates)
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
  // Given, so that it is not looked up (in a container that may pull an image). Where a target is reached is not asked of Testcontainers.
  process.env.TESTCONTAINERS_HOST_OVERRIDE = '127.0.0.1'
  // It would turn the id of the resolved image into another name.
  delete process.env.TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX
  const client = await findClient()
  checkSameEngine(client.modem, engine)
  limitCalls(client, engine.answersWithinMs)
}

function setOrDelete(name: string, value: string | null): void {
  if (value === null) delete process.env[name]
  else process.env[name] = value
}

/** What Testcontainers may take to find its engine, which has just been seen: a first call that hangs cannot be ended from here. */
const FINDS_WITHIN_MS = 5000

/** The client library's own variable limits that first call; the later ones are limited by us. */
async function findClient(): Promise<{ modem: Docker['modem'] }> {
  const { DOCKER_CLIENT_TIMEOUT } = process.env
  process.env.DOCKER_CLIENT_TIMEOUT = String(FINDS_WITHIN_MS)
  try {
    const client = await getContainerRuntimeClient()
    const { modem } = client.container.getById('none')
    modem.timeout = undefined
    return { modem }
  } finally {
    setOrDelete('DOCKER_CLIENT_TIMEOUT', DOCKER_CLIENT_TIMEOUT ?? null)
  }
}

function checkSameEngine(modem: unknown, { docker, address }: Engine): void {
  const theirs = whereTo(modem)
  if (theirs === whereTo(docker.modem)) return
  throw new SetupError(
    words`Testcontainers uses another engine (${outside(theirs)}) than the one that was found (${outside(address.host)})`,
    words`Remove "tc.host" from ~/.testcontainers.properties, or point DOCKER_HOST to the same engine.`,
  )
}

function whereTo(modem: unknown): string {
  const { socketPath, host, port } = modem as { socketPath?: unknown; host?: unknown; port?: unknown }
  return typeof host === 'string' ? `${host}:${port}` : String(socketPath)
}
