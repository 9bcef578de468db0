import type Docker from 'dockerode'
import type { TargetSpec } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import type { ResolvedImage } from '../model/image.ts'
import { outside, words } from '../model/outside.ts'
import type { Scope } from '../ports.ts'
import { buildTime } from './build-time.ts'
import type { Engine } from './engine.ts'
import { readEngineError } from './engine-error.ts'
import { digestOf, isImageId, isReference, registryOf } from './image-reference.ts'
import { platformOf, runsNatively } from './platform.ts'

import { explainPull } from './pull-error.ts'
import { pullImage } from './pull-image.ts'

/** An image that can be started, and the ports that it exposes. */
export type HeldImage = { readonly resolved: ResolvedImage; readonly exposed: readonly string[] }
type Found = Docker.ImageInspectInfo & { readonly Variant?: string | undefined }

/** Gets the image into the engine as `target.pull` asks, and says what it is. Throws SetupError where it cannot be had or cannot run here. */
export async function resolveImage(
  engine: Engine,
  spec: Pick<TargetSpec, 'image' | 'pull'>,
  scope: Scope,
): Promise<HeldImage> {
  if (!isReference(spec.image)) throw explainPull(spec.image, '', 'invalid reference format')
  const held = spec.pull === 'always' && !isImageId(spec.image) ? null : await findImage(engine.docker, spec.image)
  if (held === null) await fetchImage(engine, spec, scope)
  const found = held ?? (await findImage(engine.docker, spec.image))
  if (found === null)
    throw explainPull(spec.image, platformOf(engine.info), 'the engine does not hold it after the pull')
  checkPlatform(engine, spec.image, found)
  const source = held === null ? 'pulled' : 'local'
  return {
    resolved: {
      ...describeImage(spec.image, found),
      digest: await findDigest(engine, spec.image, found, source),
      source,
    },
    exposed: Object.keys(found.Config?.ExposedPorts ?? {}),
  }
}

async function findImage(docker: Docker, reference: string): Promise<Found | null> {
  try {
    return await docker.getImage(reference).inspect()
  } catch (thrown) {
    const { status, message } = readEngineError(thrown)
    if (status === 404) return null
    if (status === 400) throw explainPull(reference, '', message)
    throw thrown
  }
}

async function fetchImage(engine: Engine, spec: Pick<TargetSpec, 'image' | 'pull'>, scope: Scope): Promise<void> {
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
  await pullImage(engine, spec.image, scope.signal)
}

function checkPlatform(engine: Engine, reference: string, image: Found): void {
  if (image.Os === engine.info.OSType && runsNatively(image.Architecture, engine.info.Architecture)) return
  const platform = platformOf(engine.info)
  throw new SetupError(
    words`the image ${outside(reference)} is built for ${outside(`${image.Os}/${image.Architecture}`)}, the engine runs ${outside(platform)}`,
    words`Build it for ${outside(platform)} (build-push-action: platforms), or use a runner of the image's architecture. An emulated target says nothing about speed.`,
  )
}

function describeImage(reference: string, image: Found): Omit<ResolvedImage, 'digest' | 'source'> {
  const variant = image.Variant ? `/${image.Variant}` : ''
  return {
    reference,
    id: image.Id,
    platform: `${image.Os}/${image.Architecture}${variant}`,
    sizeBytes: image.Size,
    createdAt: buildTime(image.Created),
  }
}

async function findDigest(
  engine: Engine,
  reference: string,
  image: Found,
  source: 'pulled' | 'local',
): Promise<string | null> {
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
