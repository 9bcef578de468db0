import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { runSetup } from '../../../fixtures/run-setup.ts'
import type { TargetSpec } from '../../model/config.ts'
import { SetupError } from '../../model/errors.ts'
import type { SitePlan, Target, Testbed } from '../../ports.ts'
import { formatCores } from '../checks/cores.ts'
import { readCores } from '../engine/machine.ts'
import { bringUpAs, foundOf, healthcheck, NOTHING, writeCompose } from '../test/dependencies.ts'
import { containersOf, docker, makeScope, makeSite, makeSpec, newRunId, newTargets, textOf } from '../test/kit.ts'
import { projectName } from './project-name.ts'

let knob: string
let service: object
beforeAll(async () => {
  knob = await buildImage('knob')
  service = { image: knob, pull_policy: 'never', healthcheck }
  await runSetup('setup-compose')
})

async function failure(promise: Promise<unknown>): Promise<SetupError> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(SetupError)
  return thrown as SetupError
}

describe('a service that was up', () => {
  test('and ends by itself while a target is measured, or before the next one starts, is named with its last lines', async () => {
    await using file = await writeCompose({ services: { db: service, other: service } })
    const runId = newRunId()
    await using surroundings = await bringUpAs(runId, file.path, ['db', 'other'])
    const watch = await surroundings.watch()
    await watch.assertWell()
    await docker.getContainer(`${projectName(runId)}-db-1`).kill()
    const { message, lastLines } = await failure(watch.assertWell())
    expect(message).toContain(`the service db of ${file.path} exited (code 137) after it was up`)
    expect(lastLines.length).toBeGreaterThan(0)
    expect((await failure(surroundings.watch())).message).toContain('the service db')
  })

  test('and does its work again and again by design is none that is lost', async () => {
    const entrypoint = ['/usr/local/bin/node', '-e', 'setTimeout(() => {}, 300)']
    const again = { ...service, healthcheck: undefined, entrypoint, restart: 'always' }
    await using file = await writeCompose({ services: { again } })
    const runId = newRunId()
    await using surroundings = await bringUpAs(runId, file.path, ['again'])
    const watch = await surroundings.watch()
    const container = docker.getContainer(`${projectName(runId)}-again-1`)
    const before = (await container.inspect()).State.StartedAt
    while ((await container.inspect()).State.StartedAt === before) await sleep(50)
    await watch.assertWell()
  })

  test('and is started again in between is named too; the next target has it as it is by then', async () => {
    await using file = await writeCompose({ services: { db: service } })
    const runId = newRunId()
    await using surroundings = await bringUpAs(runId, file.path, ['db'])
    const watch = await surroundings.watch()
    await docker.getContainer(`${projectName(runId)}-db-1`).restart({ t: 0 })
    expect((await failure(watch.assertWell())).message).toContain('and was started again while the target was measured')
    const next = await surroundings.watch()
    await next.assertWell()
  })
})

describe('dependencies that come up', () => {
  test('are healthy, with what they depend on, under our labels and names, and gone afterwards', async () => {
    await using file = await writeCompose({
      services: {
        store: { ...service, volumes: ['data:/data'], container_name: 'the-store' },
        api: { ...service, depends_on: { store: { condition: 'service_healthy' } } },
        other: { ...service, environment: { CRASH_AT_START: '1' } },
      },
      volumes: { data: { name: 'precious-data' } },
    })
    const runId = newRunId()
    const name = projectName(runId)
    const surroundings = await bringUpAs(runId, file.path, ['api'])
    expect(surroundings.networks).toEqual([`${name}_default`])
    expect(await foundOf(runId)).toEqual({
      containers: [`${name}-api-1`, `${name}-store-1`],
      networks: [`${name}_default`],
      volumes: [`${name}_data`],
      images: [],
    })
    const { State, NetworkSettings } = await docker.getContainer(`${name}-store-1`).inspect()
    expect(State.Health?.Status).toBe('healthy')
    expect(NetworkSettings.Networks[`${name}_default`]?.Aliases).toContain('the-store')
    await surroundings[Symbol.asyncDispose]()
    await surroundings[Symbol.asyncDispose]()
    expect(await foundOf(runId)).toEqual(NOTHING)
  })

  test('are removed with the image that compose built for them; one to which somebody gave a name stays under it', async () => {
    const named = `built-by-compose-${newRunId()}`
    const built = { ...service, image: undefined, build: '.' }
    await using file = await writeCompose({ services: { api: built, own: { ...built, image: named } } })
    await writeFile(join(dirname(file.path), 'Dockerfile'), `FROM ${knob}\nLABEL part=${named}\n`)
    const runId = newRunId()
    const surroundings = await bringUpAs(runId, file.path, ['api', 'own'])
    const [image, ...others] = (await foundOf(runId)).images
    expect([image, others]).toEqual([`${projectName(runId)}-api:latest`, []])
    const another = `${named}:of-somebody`
    await docker.getImage(image ?? '').tag({ repo: named, tag: 'of-somebody' })
    try {
      await surroundings[Symbol.asyncDispose]()
      expect(await foundOf(runId)).toEqual({ ...NOTHING, images: [another] })
      expect((await docker.getImage(named).inspect()).RepoTags).toEqual([`${named}:latest`])
    } finally {
      for (const name of [another, named]) await docker.getImage(name).remove()
    }
  })

  test('of two runs stand side by side, and one goes without the other', async () => {
    await using file = await writeCompose({ services: { api: { ...service, container_name: 'api' } } })
    const [first, second] = [newRunId(), newRunId()]
    await using _first = await bringUpAs(first, file.path, ['api'])
    const other = await bringUpAs(second, file.path, ['api'])
    const whole = await foundOf(first)
    await other[Symbol.asyncDispose]()
    expect(await foundOf(second)).toEqual(NOTHING)
    expect(await foundOf(first)).toEqual(whole)
    expect(whole.containers).toHaveLength(1)
  })

  test('may use networks of somebody else, which stay', async () => {
    const network = await docker.createNetwork({ Name: `itg-${newRunId()}` })
    try {
      const { Name } = await network.inspect()
      await using file = await writeCompose({
        services: { api: { ...service, networks: ['shared', 'own'] } },
        networks: { shared: { external: true, name: Name }, own: {} },
      })
      const runId = newRunId()
      const surroundings = await bringUpAs(runId, file.path, ['api'])
      expect(surroundings.networks).toEqual([Name, `${projectName(runId)}_own`].sort())
      await surroundings[Symbol.asyncDispose]()
      expect(await foundOf(runId)).toEqual(NOTHING)
      expect((await network.inspect()).Name).toBe(Name)
    } finally {
      await network.remove()
    }
  })

  test('may hold one that does its work and ends, asked for or waited for by others, and one that starts anew until it can', async () => {
    const entrypoint = ['/usr/local/bin/node', '-e']
    const once =
      "require('fs').existsSync('/data/was-here') || (require('fs').writeFileSync('/data/was-here', ''), process.exit(1))"
    await using file = await writeCompose({
      services: {
        seed: { ...service, healthcheck: undefined, entrypoint, command: ['0'] },
        again: {
          ...service,
          healthcheck: undefined,
          user: '0',
          entrypoint,
          command: [`${once}; setInterval(() => {}, 1000)`],
          restart: 'on-failure',
          volumes: ['data:/data'],
        },
        api: { ...service, depends_on: { seed: { condition: 'service_completed_successfully' } } },
      },
      volumes: { data: {} },
    })
    const runId = newRunId()
    await using surroundings = await bringUpAs(runId, file.path, ['seed', 'again', 'api'])
    expect(surroundings.networks).toHaveLength(1)
    expect((await foundOf(runId)).containers).toHaveLength(3)
  })

  test('have done their work where a service of the file, here the own one of the target, waits for that', async () => {
    const entrypoint = ['/usr/local/bin/node', '-e', 'setTimeout(() => {}, 1500)']
    await using file = await writeCompose({
      services: {
        seed: { ...service, healthcheck: undefined, entrypoint },
        own: { image: 'not-there', depends_on: { seed: { condition: 'service_completed_successfully' } } },
      },
    })
    const runId = newRunId()
    await using _surroundings = await bringUpAs(runId, file.path, ['seed'])
    const { State } = await docker.getContainer(`${projectName(runId)}-seed-1`).inspect()
    expect(State).toMatchObject({ Status: 'exited', ExitCode: 0 })
  })

  test('get variables of the environment and of .env, and never the token of the runner', async () => {
    const environment = { ECHO_ENV: 'SEEN', SEEN: `\${TAG}/\${FROM_FILE}/\${GITHUB_TOKEN-none}` }
    await using file = await writeCompose({ services: { api: { ...service, environment } } })
    await writeFile(join(file.path, '../.env'), 'FROM_FILE=file')
    const runId = newRunId()
    const env = { ...process.env, TAG: 'tag', GITHUB_TOKEN: 'gh-secret' }
    await using _surroundings = await bringUpAs(runId, file.path, ['api'], { env })
    const { Config } = await docker.getContainer(`${projectName(runId)}-api-1`).inspect()
    expect(Config.Env).toContain('SEEN=tag/file/none')
  })
})

describe('a target with dependencies', () => {
  /** Listens when it has an answer of the service, and says it to everybody. */
  const ASKS_FIRST = `fetch('http://api:8080/health').then((answer) =>
    require('http').createServer((_, response) => response.end('api said ' + answer.status)).listen(8080))`

  function asking(runId: string, composeFile: string): { spec: TargetSpec; site: SitePlan } {
    const spec = makeSpec(knob, { entrypoint: ['/usr/local/bin/node', '-e', ASKS_FIRST] })
    return { spec, site: { ...makeSite(spec, runId), dependencies: { composeFile, services: ['api'] } } }
  }

  async function ready(testbed: Testbed, spec: TargetSpec): Promise<Target> {
    const started = await testbed.start('candidate', spec, makeScope())
    if (started.state === 'failed') throw new Error(`the start failed: ${JSON.stringify(started.ending)}`)
    return started.target
  }

  test('reaches them by their names from its start on, and they are gone with the testbed', async () => {
    await using file = await writeCompose({ services: { api: service } })
    const runId = newRunId()
    const { spec, site } = asking(runId, file.path)
    {
      await using testbed = await newTargets().prepare(site, makeScope())
      await using target = await ready(testbed, spec)
      const { host, port } = target.endpoints[0] ?? { host: '', port: 0 }
      expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('api said 200')
      await target[Symbol.asyncDispose]()
      expect((await foundOf(runId)).containers).toEqual([`${projectName(runId)}-api-1`])
    }
    expect(await foundOf(runId)).toEqual(NOTHING)
  })

  test('is not to blame for what it does when one of them has died under it', async () => {
    await using file = await writeCompose({ services: { api: service } })
    const runId = newRunId()
    const { spec, site } = asking(runId, file.path)
    await using testbed = await newTargets().prepare(site, makeScope())
    await using target = await ready(testbed, spec)
    expect(await target.ending()).toBeNull()
    await docker.getContainer(`${projectName(runId)}-api-1`).kill()
    expect((await failure(target.ending())).message).toContain('exited (code 137) after it was up')
    expect((await failure(testbed.start('candidate', spec, makeScope()))).message).toContain('the service api')
  })

  test('that died before them did so by itself', async () => {
    await using file = await writeCompose({ services: { api: service } })
    const runId = newRunId()
    const { spec, site } = asking(runId, file.path)
    await using testbed = await newTargets().prepare(site, makeScope())
    await using target = await ready(testbed, spec)
    const api = `${projectName(runId)}-api-1`
    const own = (await containersOf(runId)).find(({ Names }) => !Names.includes(`/${api}`))
    await docker.getContainer(own?.Id ?? '').kill()
    expect(await target.ending()).toMatchObject({ how: 'exited', exitCode: 137 })
    await docker.getContainer(api).kill()
    expect(await target.ending()).toMatchObject({ how: 'exited', exitCode: 137 })
  })

  test('that has cores of its own has them alone', async () => {
    await using file = await writeCompose({ services: { api: service } })
    const runId = newRunId()
    const [own, ...others] = await readCores(await docker.info())
    const spec = makeSpec(knob, { cpuset: [own ?? Number.NaN], cpus: 1 })
    const site = { ...makeSite(spec, runId), dependencies: { composeFile: file.path, services: ['api'] } }
    await using _testbed = await newTargets().prepare(site, makeScope())
    const { HostConfig } = await docker.getContainer(`${projectName(runId)}-api-1`).inspect()
    expect(HostConfig.CpusetCpus).toBe(formatCores(others))
  })

  test.concurrent.each([
    400, 800, 1600,
  ])('interrupted after %i ms of its preparation leaves nothing once it is swept', async (afterMs) => {
    const slow = { ...service, environment: { START_DELAY_MS: '20000' } }
    await using file = await writeCompose({ services: { api: slow } })
    const runId = newRunId()
    const spec = makeSpec(knob)
    const site = { ...makeSite(spec, runId), dependencies: { composeFile: file.path, services: ['api'] } }
    const abort = new AbortController()
    const reason = new Error('stopped')
    const targets = newTargets()
    const prepared = targets.prepare(site, makeScope(abort.signal))
    setTimeout(() => abort.abort(reason), afterMs)
    await expect(prepared).rejects.toBe(reason)
    await targets.sweep(runId, makeScope())
    expect(await foundOf(runId)).toEqual(NOTHING)
  })
})

describe('dependencies that do not come up', () => {
  test('because one exits are told by its name, code and last lines, without the values of its environment', async () => {
    const environment = { CRASH_AT_START: '7', ECHO_ENV: 'PASSWORD', PASSWORD: 'hunter2-hunter2' }
    await using file = await writeCompose({
      services: {
        db: { ...service, environment },
        api: { ...service, depends_on: { db: { condition: 'service_healthy' } } },
      },
    })
    const runId = newRunId()
    const error = await failure(bringUpAs(runId, file.path, ['api']))
    expect(error.message).toContain(`the service db of ${file.path} exited (code 7)`)
    expect(textOf(error.lastLines)).toContain('Traceback')
    expect(textOf(error.lastLines)).not.toContain('hunter2')
    expect(await foundOf(runId)).toEqual(NOTHING)
  })

  test('are told without what the file takes from the environment for a command, and without passwords in addresses', async () => {
    const entrypoint = [
      '/usr/local/bin/node',
      '-e',
      'console.log(process.argv.slice(1).join(" ")); process.exit(1)',
      '--',
    ]
    const command = [`--uri=mysql://u:\${DB_PASSWORD}@db/x`, `--key=\${KEY}`, '--cache=redis://:fixed-pass@cache']
    await using file = await writeCompose({
      services: { db: { ...service, entrypoint, command } },
    })
    await writeFile(join(dirname(file.path), '.env'), 'KEY=from-the-file')
    const env = { ...process.env, DB_PASSWORD: 'hunter2-hunter2' }
    const error = await failure(bringUpAs(newRunId(), file.path, ['db'], { env }))
    expect(textOf(error.lastLines)).toContain('--uri=mysql://u:***@db/x --key=*** --cache=redis://:***@cache')
  })

  test('because one is unhealthy are told with the words of its health check', async () => {
    await using file = await writeCompose({
      services: { db: { ...service, environment: { LISTEN: 'never' }, healthcheck: { ...healthcheck, retries: 2 } } },
    })
    const runId = newRunId()
    const error = await failure(bringUpAs(runId, file.path, ['db']))
    expect(error.message).toContain('is unhealthy: its health check printed "fetch failed"')
    expect(await foundOf(runId)).toEqual(NOTHING)
  })

  test('in time are told as that', async () => {
    await using file = await writeCompose({
      services: { db: { ...service, environment: { LISTEN: 'never' }, healthcheck: { ...healthcheck, retries: 999 } } },
    })
    const runId = newRunId()
    const error = await failure(bringUpAs(runId, file.path, ['db'], { healthyWithinMs: 2000 }))
    expect(error.message).toContain('the service db of')
    expect(error.message).toContain('did not become healthy in time: its health check printed "fetch failed"')
    expect(await foundOf(runId)).toEqual(NOTHING)
  })

  test.concurrent.each([
    ['an unknown service', { services: { db: { image: 'x' } } }, 'no such service: api'],
    ['a variable that has to be set', { services: { api: { image: `\${NOT_SET_HERE:?say which}` } } }, 'say which'],
    [
      'an image that is not there',
      { services: { api: { image: 'perf-gate-fixture/none:1', pull_policy: 'never' } } },
      'perf-gate-fixture/none:1',
    ],
    ['what is no compose file', { servces: {} }, 'servces'],
  ])('for %s are told in the words of compose', async (_, content, said) => {
    await using file = await writeCompose(content)
    const runId = newRunId()
    const error = await failure(bringUpAs(runId, file.path, ['api']))
    expect(error.message).toContain(`docker compose cannot bring up the dependencies of ${file.path}:`)
    expect(error.message).toContain(said)
    expect(await foundOf(runId)).toEqual(NOTHING)
  })

  test('because there is no plugin say how to get it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-compose-'))
    const env = { PATH: folder, HOME: folder }
    await writeFile(join(folder, 'docker'), '#!/bin/sh\necho "docker: unknown command: docker compose" >&2; exit 1\n', {
      mode: 0o755,
    })
    const error = await failure(bringUpAs(newRunId(), '/nowhere.yml', ['api'], { env }))
    expect(error.message).toContain('does not work here: docker: unknown command: docker compose')
    expect(error.message).toContain('Install the plugin')
    await rm(join(folder, 'docker'))
    expect((await failure(bringUpAs(newRunId(), '/nowhere.yml', ['api'], { env }))).message).toContain(
      'there is no docker client on the PATH',
    )
    await rm(folder, { recursive: true })
  })
})

describe('dependencies of a run that is ended', () => {
  test.concurrent.each([
    0, 100, 300, 450, 600, 750, 900, 1200, 2000,
  ])('by a signal after %i ms leave nothing', async (afterMs) => {
    const slow = { ...service, volumes: ['data:/data'], environment: { START_DELAY_MS: '20000' } }
    await using file = await writeCompose({ services: { db: slow, api: slow }, volumes: { data: {} } })
    const runId = newRunId()
    const abort = new AbortController()
    const reason = new Error('stopped')
    const up = bringUpAs(runId, file.path, ['db', 'api'], { scope: makeScope(abort.signal) })
    setTimeout(() => abort.abort(reason), afterMs)
    await expect(up).rejects.toBe(reason)
    expect(await foundOf(runId)).toEqual(NOTHING)
    // Nor does anything that was still under way come later.
    await sleep(500)
    expect(await foundOf(runId)).toEqual(NOTHING)
  })

  test('while they are up leave nothing, without waiting for services that ignore SIGTERM', async () => {
    const entrypoint = ['/usr/local/bin/node', '-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]
    await using file = await writeCompose({
      services: { db: { ...service, entrypoint, healthcheck: undefined } },
    })
    const runId = newRunId()
    const abort = new AbortController()
    const surroundings = await bringUpAs(runId, file.path, ['db'], { scope: makeScope(abort.signal) })
    abort.abort(new Error('stopped'))
    await surroundings[Symbol.asyncDispose]()
    expect(await foundOf(runId)).toEqual(NOTHING)
  })

  test('by SIGKILL are taken by the next sweep of the dead', async () => {
    await using file = await writeCompose({
      services: { db: { ...service, volumes: ['data:/data'] } },
      volumes: { data: {} },
    })
    const runId = newRunId()
    const script = join(import.meta.dirname, '../test/bring-up-and-hang.ts')
    const child = spawn(process.execPath, [script, runId, file.path, 'db'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toBe('up\n')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const left = await foundOf(runId)
    expect([left.containers.length, left.networks.length, left.volumes.length]).toEqual([1, 1, 1])
    const swept = await newTargets().sweep('dead', makeScope())
    expect(swept.filter((one) => one.runId === runId).map(({ kind }) => kind)).toEqual([
      'container',
      'network',
      'volume',
    ])
    expect(await foundOf(runId)).toEqual(NOTHING)
  })
})
