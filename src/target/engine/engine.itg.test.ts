import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { engineSocket, makeScope, newRunId, newTargets } from '../test/kit.ts'
import { findEngine } from './engine.ts'
import { readMachine } from './machine.ts'

const homes: string[] = []
afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true })
})

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'home-'))
  homes.push(home)
  return home
}

/** A home whose docker settings name a context with that engine. */
function homeWithContext(name: string, host: string | null): string {
  const home = newHome()
  const folder = createHash('sha256').update(name).digest('hex')
  const meta = join(home, '.docker/contexts/meta', folder)
  mkdirSync(meta, { recursive: true })
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext: name }))
  if (host !== null) writeFileSync(join(meta, 'meta.json'), JSON.stringify({ Endpoints: { docker: { Host: host } } }))
  return home
}

test('the engine of this machine is found by its usual socket, and says what it is', async () => {
  const engine = await findEngine({ HOME: newHome() })
  expect(engine.address).toEqual({ host: 'unix:///var/run/docker.sock', certificates: null })
  expect(engine.info.OSType).toBe('linux')
})

test('where there is no Docker at all, it is said what to install or which runner to take', async () => {
  const home = newHome()
  const sockets = [join(home, 'docker.sock'), join(home, 'run/docker.sock')]
  await expect(findEngine({ HOME: home }, 1000, sockets)).rejects.toThrow(
    `there is no Docker here: none of these sockets exists: ${sockets.join(', ')}\n  Install Docker and start it, or run the job on a runner that has it`,
  )
})

test('a usual socket that nobody listens on is passed over for one that answers, and told where none does', async () => {
  const dead = join(newHome(), 'docker.sock')
  writeFileSync(dead, '')
  const usual = '/var/run/docker.sock'
  expect((await findEngine({ HOME: newHome() }, 1000, [dead, usual])).address.host).toBe(`unix://${usual}`)
  await expect(findEngine({ HOME: newHome() }, 1000, [dead])).rejects.toThrow(
    `the Docker engine at unix://${dead} does not answer: ECONNREFUSED`,
  )
})

test('the docker context in use names the engine, and DOCKER_HOST goes before it', async () => {
  const home = homeWithContext('mine', 'unix:///var/run/docker.sock')
  expect((await findEngine({ HOME: home })).address.host).toBe('unix:///var/run/docker.sock')
  const dead = homeWithContext('dead', 'unix:///nowhere/docker.sock')
  expect((await findEngine({ HOME: dead, DOCKER_HOST: 'unix:///var/run/docker.sock' })).info.NCPU).toBeGreaterThan(0)
})

test.each([
  [
    'DOCKER_HOST',
    { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    /at unix:\/\/\/nowhere\/docker.sock \(DOCKER_HOST\) does not answer: ENOENT/,
  ],
  [
    'a port',
    { DOCKER_HOST: 'tcp://127.0.0.1:1' },
    /at tcp:\/\/127.0.0.1:1 \(DOCKER_HOST\) does not answer: ECONNREFUSED/,
  ],
  [
    'the context',
    { HOME: homeWithContext('dead', 'unix:///nowhere/docker.sock') },
    /\(the docker context dead\) does not answer: ENOENT/,
  ],
  [
    'a context that is gone',
    { HOME: homeWithContext('gone', null) },
    /the docker context gone is in use, but .* names no engine/,
  ],
  ['another machine', { DOCKER_HOST: 'tcp://192.0.2.1:2375' }, /an engine on another machine/],
  ['ssh', { DOCKER_HOST: 'ssh://user@host' }, /not an address that perf-gate can use/],
])('an engine that is named by %s and cannot be used is not replaced by another', async (_by, env, expected) => {
  await expect(findEngine({ HOME: newHome(), ...env })).rejects.toThrow(expected)
})

test('a docker configuration that is not JSON is told without its text, which holds passwords', async () => {
  const home = newHome()
  mkdirSync(join(home, '.docker'))
  writeFileSync(join(home, '.docker/config.json'), '{ "auths": { "x": { "auth": "c2VjcmV0"')
  const error: unknown = await findEngine({ HOME: home }).catch((thrown: unknown) => thrown)
  expect(String(error)).toMatch(/config\.json is not valid JSON/)
  expect(String(error)).not.toContain('c2VjcmV0')
})

test.runIf(process.getuid?.() === 0)('a user without the right to the socket is told so, and what to do', () => {
  const script =
    "import('@engine').then((it) => it.findEngine({ HOME: '/nonexistent' })).then(() => console.log('found'), (error) => console.log(error.message))"
  const engine = join(import.meta.dirname, 'engine.ts')
  const { stdout } = spawnSync(process.execPath, ['-e', script.replace('@engine', engine)], {
    uid: 65_534,
    gid: 65_534,
    encoding: 'utf8',
  })
  expect(stdout).toContain('permission denied on the Docker socket unix:///var/run/docker.sock')
  expect(stdout).toContain('sudo usermod -aG docker')
})

/** The engine of these tests on a TCP port. */
async function forwardEngine(): Promise<AsyncDisposable & { readonly host: string }> {
  const socket = await engineSocket()
  const server = createServer((client) => {
    const engine = connect(socket)
    client.pipe(engine).pipe(client)
    client.on('error', () => engine.destroy())
    engine.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `tcp://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

/** What a run in a process of its own says of its start; Testcontainers looks for its engine once per process. */
async function startElsewhere(env: NodeJS.ProcessEnv): Promise<string> {
  const runId = newRunId()
  const script = join(import.meta.dirname, '../test/start-and-hang.ts')
  const child = spawn(process.execPath, [script, await buildImage('knob'), runId], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  await newTargets().sweep(runId, makeScope())
  return String(said)
}

test('an engine on a TCP port of this machine is used by all parts', async () => {
  await using engine = await forwardEngine()
  expect(await startElsewhere({ DOCKER_HOST: engine.host })).toBe('ready\n')
})

test('settings that force another engine on Testcontainers are a setup error: there is one engine per run', async () => {
  await using engine = await forwardEngine()
  const home = newHome()
  writeFileSync(join(home, '.testcontainers.properties'), `tc.host=${engine.host}\n`)
  expect(await startElsewhere({ HOME: home })).toContain('Remove "tc.host" from ~/.testcontainers.properties')
})

test('the machine is what engine, kernel and runner say of it', async () => {
  const { info } = await findEngine({ HOME: newHome() })
  const machine = await readMachine(info, { ImageOS: 'ubuntu24', ImageVersion: '20261101.1' })
  expect(machine).toMatchObject({ cores: info.NCPU, memoryBytes: info.MemTotal, runnerImage: 'ubuntu24 20261101.1' })
  expect(machine.cgroupVersion).toMatch(/^[12]$/)
  expect(machine.cpuModel).not.toBe('')
  expect((await readMachine(info, {})).runnerImage).toBeNull()
})
