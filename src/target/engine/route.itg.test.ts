import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import type { TargetSpec } from '../../model/config.ts'
import { SetupError } from '../../model/errors.ts'
import { plainText } from '../../model/outside.ts'
import { nodeBalancer } from '../test/balancer.ts'
import {
  docker,
  engineSocket,
  leftOf,
  MIB,
  makeScope,
  makeSite,
  makeSpec,
  newRunId,
  newTargets,
  withReady,
} from '../test/kit.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../..')
/** A network such as a workflow's job and its services are in. */
const network = newRunId()

let knob: string
beforeAll(async () => {
  knob = await buildImage('knob')
  await docker.createNetwork({ Name: network })
})
afterAll(async () => {
  await docker.getNetwork(network).remove()
})

/** What a run says that is made in a container which shares the engine's socket, as a workflow's `container:` does. */
async function runInContainer(options: readonly string[], changes: Partial<TargetSpec>) {
  const socket = await engineSocket()
  const modules = dirname(await realpath(join(ROOT, 'node_modules')))
  const volumes = [`${socket}:/var/run/docker.sock`, `${ROOT}:${ROOT}:ro`, `${modules}:${modules}:ro`]
  const runId = newRunId()
  const { stdout } = await run('docker', [
    ...['run', '--rm', '--user', '0', ...options, ...volumes.flatMap((volume) => ['--volume', volume])],
    ...['--entrypoint', '/usr/local/bin/node', knob, join(import.meta.dirname, '../test/say-route.ts'), knob, runId],
    JSON.stringify(changes),
  ])
  const said: { route: string; answers: { host: string; replica: number | null; status: number }[] } =
    JSON.parse(stdout)
  return { ...said, left: await leftOf(runId) }
}

async function subnetOf(name: string): Promise<string> {
  const found: Docker.NetworkInspectInfo = await docker.getNetwork(name).inspect()
  return found.IPAM?.Config?.[0]?.Subnet?.replace(/\.\d+\/\d+$/, '.') ?? ''
}

describe('from a job container', () => {
  test("a target is reached at its own address, in the job's network", async () => {
    const { route, answers, left } = await runInContainer(['--network', network], { replicas: 2 })
    expect(route).toBe('container-address')
    expect(answers).toMatchObject([
      { replica: 1, status: 200 },
      { replica: 2, status: 200 },
    ])
    const subnet = await subnetOf(network)
    expect(answers.map(({ host }) => host.replace(/\d+$/, ''))).toEqual([subnet, subnet])
    expect(left).toEqual([])
  })

  test("a balancer is reached in the job's network, also where the job chose a host name", async () => {
    const changes = { replicas: 2, balancer: nodeBalancer(knob) }
    const options = ['--network', network, '--hostname', 'job']
    const { route, answers, left } = await runInContainer(options, changes)
    expect(route).toBe('container-address')
    expect(answers).toMatchObject([{ replica: null, status: 200 }])
    expect(answers[0]?.host.replace(/\d+$/, '')).toBe(await subnetOf(network))
    expect(left).toEqual([])
  })

  test('in the default bridge a target is reached at its address there, behind a balancer too', async () => {
    const changes = { balancer: nodeBalancer(knob) }
    const { route, answers, left } = await runInContainer([], changes)
    expect(route).toBe('container-address')
    expect(answers).toMatchObject([{ replica: null, status: 200 }])
    expect(answers[0]?.host.replace(/\d+$/, '')).toBe(await subnetOf('bridge'))
    expect(left).toEqual([])
  })

  test("with the machine's own network a target is reached as from the machine", async () => {
    const { route, answers, left } = await runInContainer(['--network', 'host'], {})
    expect(route).toBe('mapped-port')
    expect(answers).toMatchObject([{ host: '127.0.0.1', replica: 1, status: 200 }])
    expect(left).toEqual([])
  })
})

describe('a network that is named', () => {
  test('is joined by the target, which finds there what is up already by its name', async () => {
    await using service = await startService()
    const program = `
      const ask = () => fetch('http://${service.alias}:8080/health').then((answer) => String(answer.status))
      require('http').createServer((q, s) => ask().then((text) => s.end(text), (e) => s.end(String(e)))).listen(8080)`
    const entrypoint = ['/usr/local/bin/node', '-e', program]
    for (const balancer of [{ kind: 'client' as const }, nodeBalancer(knob)]) {
      const spec = makeSpec(knob, { entrypoint, network, balancer })
      await withReady(spec, async (target) => {
        const [endpoint] = target.endpoints
        expect(target.route).toBe('mapped-port')
        expect(await (await fetch(`http://${endpoint?.host}:${endpoint?.port}/`)).text()).toBe('200')
      })
    }
  })

  test('and is not there is told before anything is started, with those that are', async () => {
    const spec = makeSpec(knob, { network: `${network}-not-there` })
    const prepared = newTargets().prepare(makeSite(spec, newRunId()), makeScope())
    const told = await prepared.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(told).toBeInstanceOf(SetupError)
    expect(told instanceof SetupError ? plainText(told.text) : '').toMatch(
      /is no network of the engine; it has .*bridge/,
    )
  })
})

/** What is up before the run, in the network. */
async function startService(): Promise<AsyncDisposable & { readonly alias: string }> {
  const alias = 'registry'
  const container = await docker.createContainer({
    Image: knob,
    HostConfig: { NetworkMode: network, Memory: 96 * MIB },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [alias] } } },
  })
  await container.start()
  return { alias, [Symbol.asyncDispose]: () => container.remove({ force: true }) }
}
