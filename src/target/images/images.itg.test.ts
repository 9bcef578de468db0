import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { type Registry, registryLogin, startRegistry } from '../../../fixtures/registry.ts'
import type { TargetSpec } from '../../model/config.ts'
import type { ResolvedImage } from '../../model/image.ts'
import type { Scope } from '../../ports.ts'
import { docker, makeScope, makeSite, makeSpec, newRunId, newTargets } from '../test/kit.ts'

let knob: string
let open: Registry
let closed: Registry
/** Docker's settings are read once per process: they are there before any test. */
const dockerConfig = mkdtempSync(join(tmpdir(), 'docker-config-'))
const tags: string[] = []
const OWN_PLATFORM = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64'

beforeAll(async () => {
  knob = await buildImage('knob')
  open = await startRegistry({ login: false })
  closed = await startRegistry({ login: true })
  // A login for `localhost`, none for `127.0.0.1`, where the same registry answers.
  const auth = Buffer.from(`${registryLogin.username}:${registryLogin.password}`).toString('base64')
  const auths = { [withLogin()]: { auth } }
  writeFileSync(join(dockerConfig, 'config.json'), JSON.stringify({ auths }))
  process.env.DOCKER_CONFIG = dockerConfig
})

afterAll(async () => {
  for (const reference of tags) await docker.getImage(reference).remove({ force: true })
  rmSync(dockerConfig, { recursive: true })
  await open?.[Symbol.asyncDispose]()
  await closed?.[Symbol.asyncDispose]()
})

function withLogin(): string {
  return closed.host.replace('127.0.0.1', 'localhost')
}

async function resolve(changes: Partial<TargetSpec>, scope: Scope = makeScope()): Promise<ResolvedImage> {
  const spec = makeSpec(knob, changes)
  await using testbed = await newTargets().prepare(makeSite(spec, newRunId()), scope)
  const image = testbed.images.get('candidate')
  if (image === undefined) throw new Error('no image was resolved')
  return image
}

/** Pushes a small image of its own and takes it out of the engine. Returns its digest. */
async function publish(reference: string, options: readonly string[] = []): Promise<string> {
  importImage(reference, process.arch === 'arm64' ? 'arm64' : 'amd64')
  execFileSync('docker', [...options, 'push', '--quiet', reference], { stdio: 'pipe' })
  const { RepoDigests } = await docker.getImage(reference).inspect()
  await docker.getImage(reference).remove({ force: true })
  const digest = RepoDigests.find((one) => one.startsWith(reference.replace(/:[^:/]*$/, '')))
  if (digest === undefined) throw new Error(`the push of ${reference} gave no digest`)
  return digest
}

/** A loadable archive of an image with one file, different each time: https://github.com/moby/moby/blob/master/image/spec/v1.2.md */
function importImage(reference: string, architecture: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  const pack = (...files: string[]) => execFileSync('tar', ['-C', folder, '-c', ...files])
  const put = (file: string, content: string | Buffer) => writeFileSync(join(folder, file), content)
  put('mark', reference)
  const layer = pack('mark')
  put('layer.tar', layer)
  const diffId = `sha256:${createHash('sha256').update(layer).digest('hex')}`
  const config = { ExposedPorts: { '8080/tcp': {} }, Cmd: ['/mark'] }
  put(
    'config.json',
    JSON.stringify({ architecture, os: 'linux', config, rootfs: { type: 'layers', diff_ids: [diffId] } }),
  )
  put('manifest.json', JSON.stringify([{ Config: 'config.json', RepoTags: [reference], Layers: ['layer.tar'] }]))
  execFileSync('docker', ['load', '--quiet'], {
    input: pack('manifest.json', 'config.json', 'layer.tar'),
    stdio: 'pipe',
  })
  rmSync(folder, { recursive: true })
}

describe('an image in the engine', () => {
  test('has id, platform, size and time of build, and no digest when no registry has seen it', async () => {
    const image = await resolve({ pull: 'missing' })
    const { Id, Size } = await docker.getImage(knob).inspect()
    expect(image).toMatchObject({ reference: knob, id: Id, sizeBytes: Size, digest: null, source: 'local' })
    expect(image.platform).toMatch(/^linux\/(amd64|arm64)/)
    expect(Date.parse(image.createdAt ?? '')).toBeGreaterThan(Date.parse('2020-01-01'))
  })

  test('can be named by its id', async () => {
    const { Id } = await docker.getImage(knob).inspect()
    expect(await resolve({ image: Id })).toMatchObject({ reference: Id, id: Id })
  })

  test('is refused when it is built for another architecture', async () => {
    const reference = `perf-gate-test/other-arch:${process.pid}`
    importImage(reference, 's390x')
    tags.push(reference)
    await expect(resolve({ image: reference })).rejects.toThrow(/is built for linux\/s390x, the engine runs linux\//)
    await expect(resolve({ image: reference, platform: OWN_PLATFORM })).rejects.toThrow(
      `in the engine is built for linux/s390x, and "platform" is ${OWN_PLATFORM}`,
    )
  })

  test('of the platform that is asked for is taken; another than the engine’s with a warning, because it is emulated', async () => {
    expect(await resolve({ platform: OWN_PLATFORM })).toMatchObject({ reference: knob, source: 'local' })
    const reference = `perf-gate-test/emulated:${process.pid}`
    importImage(reference, 's390x')
    tags.push(reference)
    const scope = makeScope()
    expect(await resolve({ image: reference, platform: 'linux/s390x' }, scope)).toMatchObject({
      platform: 'linux/s390x',
    })
    expect(scope.said.join()).toContain('is built for linux/s390x and the engine runs linux/')
  })
})

describe('an image in a registry', () => {
  test('is pulled when it is missing, and has the digest under which the registry holds it', async () => {
    const reference = `${open.host}/acme/api:1`
    const digest = await publish(reference)
    tags.push(reference)
    expect(await resolve({ image: reference, pull: 'missing' })).toMatchObject({ digest, source: 'pulled' })
    expect(await resolve({ image: reference, pull: 'missing' })).toMatchObject({ digest, source: 'local' })
    expect(await resolve({ image: reference, pull: 'always' })).toMatchObject({ digest, source: 'pulled' })
  })

  test('is pulled for the platform that is asked for', async () => {
    const reference = `${open.host}/acme/platform:1`
    await publish(reference)
    tags.push(reference)
    const other = OWN_PLATFORM === 'linux/arm64' ? 'linux/amd64' : 'linux/arm64'
    await expect(resolve({ image: reference, platform: other, pull: 'missing' })).rejects.toThrow(other)
    expect(await resolve({ image: reference, platform: OWN_PLATFORM, pull: 'always' })).toMatchObject({
      source: 'pulled',
    })
  })

  test('is pulled by digest', async () => {
    const digest = await publish(`${open.host}/acme/by-digest:1`)
    tags.push(digest)
    expect(await resolve({ image: digest, pull: 'missing' })).toMatchObject({
      reference: digest,
      digest,
      source: 'pulled',
    })
  })

  test('is pulled with the Docker login of the machine', async () => {
    const reference = `${withLogin()}/acme/private:1`
    const digest = await publish(reference, ['--config', dockerConfig])
    tags.push(reference)
    expect(await resolve({ image: reference, pull: 'missing' })).toMatchObject({ digest, source: 'pulled' })
  })

  test('that needs a login and has none is refused with the name of the registry', async () => {
    const refused = expect(resolve({ image: `${closed.host}/acme/private:1`, pull: 'missing' })).rejects
    await refused.toThrow(`the registry ${closed.host} does not give the image`)
    await refused.toThrow(`Log in to ${closed.host} before this step (docker/login-action`)
  })
})

describe('an image that cannot be had', () => {
  test.each([
    [
      'is not in its registry',
      () => ({ image: `${open.host}/acme/none:1`, pull: 'missing' as const }),
      /neither in the engine nor in a registry[\s\S]*with build-push-action add load: true/,
    ],
    [
      'has a registry that does not answer',
      () => ({ image: '127.0.0.1:1/acme/api:1', pull: 'missing' as const }),
      /is not in the engine, and its registry 127.0.0.1:1 cannot be reached[\s\S]*load: true/,
    ],
    [
      'is not in the engine and must not be pulled',
      () => ({ image: 'acme/none:1', pull: 'never' as const }),
      /is not in the engine, and "target.pull" is never/,
    ],
    [
      'is an id that the engine does not hold',
      () => ({ image: `sha256:${'ab'.repeat(32)}` }),
      /the engine holds no image with the id sha256:abab/,
    ],
    ['is not a reference', () => ({ image: 'Not An Image', pull: 'missing' as const }), /is not an image reference/],
  ])('because it %s is a setup error that says so', async (_claim, changes, expected) => {
    await expect(resolve(changes())).rejects.toThrow(expected)
  })

  test('is told before anything is started when it exposes no port and none is given', async () => {
    await expect(resolve({ image: await buildImage('knob-no-port') })).rejects.toThrow(
      /exposes no port[\s\S]*"target.port"/,
    )
    await expect(resolve({ image: await buildImage('knob-two-ports') })).rejects.toThrow(
      /several TCP ports: 8080, 9090/,
    )
  })

  test('ends a pull that is interrupted with the reason of the interruption', async () => {
    const abort = new AbortController()
    const reason = new Error('stopped')
    const spec = makeSpec(`${open.host}/acme/none:2`, { pull: 'missing' })
    const scope = makeScope(abort.signal)
    const prepared = newTargets().prepare(makeSite(spec, newRunId()), {
      ...scope,
      log: { ...scope.log, say: () => abort.abort(reason) },
    })
    await expect(prepared).rejects.toBe(reason)
  })
})
