import type Docker from 'dockerode'
import type { ContainerSpec } from '../../model/container-spec.ts'
import { SetupError } from '../../model/errors.ts'
import type { ResolvedImage } from '../../model/image.ts'
import { digestOf, isImageId, isReference, registryOf } from '../../model/image-reference.ts'
import { outside, words } from '../../model/outside.ts'
import type { Scope } from '../../ports.ts'
import type { Engine } from '../engine/engine.ts'
import { readEngineError } from '../engine/error.ts'
import { buildTime } from './build-time.ts'
import { formatPlatform, type ImagePlatform, isPlatform, platformOf, runsNatively } from './platform.ts'

import { explainPull } from './pull-error.ts'
import { pullImage } from './pull-image.ts'

/** An image that can be started, and the ports that it exposes. */
export type HeldImage = { readonly resolved: ResolvedImage; readonly exposed: readonly string[] }
type Found = Docker.ImageInspectInfo & ImagePlatform
type Wanted = Pick<ContainerSpec, 'image' | 'pull' | 'platform'>

/** Gets the image into the engine as `target.pull` asks, and says what it is. Throws SetupError where it cannot be had or cannot run here. */
export async function resolveImage(engine: Engine, spec: Wanted, scope: Scope): Promise<HeldImage> {
  if (!isReference(spec.image)) throw explainPull(spec.image, '', 'invalid reference format')
  const held = spec.pull === 'always' && !isImageId(spec.image) ? null : await findImage(engine.docker, spec)
  if (held === null) await fetchImage(engine, spec, scope)
  const found = held ?? (await findImage(engine.docker, spec))
  if (found === null)
    throw explainPull(
      spec.image,
      spec.platform ?? platformOf(engine.info),
      'the engine does not hold it after the pull',
    )
  const source = held === null ? 'pulled' : 'local'
  checkPlatform(engine, spec, { found, source }, scope)
  return {
    resolved: {
      ...describeImage(spec.image, found),
      digest: await findDigest(engine, spec.image, found, source),
      source,
    },
    exposed: Object.keys(found.Config?.ExposedPorts ?? {}),
  }
}

/** With the containerd image store one name can have several platforms. Where the one asked for is not there, what is there is found. */
async function findImage(docker: Docker, { image, platform }: Wanted): Promise<Found | null> {
  const inspected = platform === null ? null : await inspectImage(docker, image, platform)
  return inspected ?? (await inspectImage(docker, image, null))
}

async function inspectImage(docker: Docker, reference: string, platform: string | null): Promise<Found | null> {
  try {
    return await (platform === null
      ? docker.getImage(reference).inspect()
      : inspectPlatform(docker, reference, platform))
  } catch (thrown) {
    const { status, message } = readEngineError(thrown)
    if (status === 404) return null
    if (status === 400) throw explainPull(reference, '', message)
    throw thrown
  }
}

/** The client library's own `inspect` puts no query into the URL. Engines before API 1.49 do not read it, and have one platform for a name. */
function inspectPlatform(docker: Docker, reference: string, platform: string): Promise<Found> {
  const [os, architecture, variant] = platform.split('/')
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path: `/images/${reference}/json?`,
        method: 'GET',
        options: { platform: JSON.stringify({ os, architecture, variant }) },
        statusCodes: { 200: true, 400: 'bad parameter', 404: 'no such image', 500: 'server error' },
      },
      (error, found) => (error === null ? resolve(found as Found) : reject(error)),
    )
  })
}

async function fetchImage(engine: Engine, spec: Wanted, scope: Scope): Promise<void> {
  if (isImageId(spec.image)) {
    throw new SetupError(
      words`the engine holds no image with the id ${outside(spec.image)}`,
      words`An id means an image that is in the engine already: with build-push-action add load: true, or give name:tag.`,
    )
  }
  if (spec.pull === 'never') {
    throw new SetupError(
      words`the image ${outside(spec.image)} is not in the engine, and "target.pull" is never`,
      words`Build or load it before this step (with build-push-action add load: true), or set "target.pull" to missing.`,
    )
  }
  scope.log.say(words`pulling ${outside(spec.image)} from ${outside(registryOf(spec.image))}`)
  await pullImage(engine, spec, scope.signal)
}

type Source = 'pulled' | 'local'

function checkPlatform(
  engine: Engine,
  spec: Wanted,
  { found, source }: { found: Found; source: Source },
  scope: Scope,
): void {
  const native = found.Os === engine.info.OSType && runsNatively(found.Architecture, engine.info.Architecture)
  const [reference, built] = [outside(spec.image), outside(formatPlatform(found))]
  const engines = outside(platformOf(engine.info))
  if (spec.platform !== null && !isPlatform(found, spec.platform)) {
    throw new SetupError(
      words`the image ${reference} ${source === 'local' ? 'in the engine' : 'that was pulled'} is built for ${built}, and "platform" is ${outside(spec.platform)}`,
      words`Build or load it for that platform, set "pull" to always where a registry has it, or leave "platform" out.`,
    )
  }
  if (native) return
  if (spec.platform === null || found.Os !== engine.info.OSType) {
    throw new SetupError(
      words`the image ${reference} is built for ${built}, the engine runs ${engines}`,
      words`Build it for ${engines} (build-push-action: platforms), or use a runner of the image's architecture. An emulated target says nothing about speed.`,
    )
  }
  scope.log.warn(
    words`the image ${reference} is built for ${built} and the engine runs ${engines}: it is emulated, and its figures say nothing about its speed on ${built}`,
  )
}

function describeImage(reference: string, image: Found): Omit<ResolvedImage, 'digest' | 'source'> {
  return {
    reference,
    id: image.Id,
    platform: formatPlatform(image),
    sizeBytes: image.Size,
    createdAt: buildTime(image.Created),
  }
}

async function findDigest(engine: Engine, reference: string, image: Found, source: Source): Promise<string | null> {
  const digest = digestOf(reference, image.RepoDigests ?? [])
  if (digest === null || source === 'pulled' || !digestsAreLocal(engine)) return digest
  return (await registryKnows(engine.docker, digest)) ? digest : null
}

/** With the containerd image store an image has a digest from its build on, whether or not a registry has ever seen it. */
function digestsAreLocal({ info }: Engine): boolean {
  return (info.DriverStatus ?? []).some(([key, value]) => key === 'driver-type' && value.includes('snapshotter'))
}

async function registryKnows(docker: Docker, digest: string): Promise<boolean> {
  try {
    await docker.getImage(digest).distribution({ abortSignal: AbortSignal.timeout(5000) })
    return true
  } catch {
    // Unknown there, no login, or no network: no registry has answered for it.
    return false
  }
}
