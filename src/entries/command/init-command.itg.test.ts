import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Docker from 'dockerode'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { CommandLine, type Ran } from '../test/command-line.ts'

const knob = { one: '', none: '' }

/** The names of the containers that a process has left; others may run theirs meanwhile. */
async function leftBy({ pid }: Ran): Promise<readonly string[]> {
  const all = await new Docker().listContainers({ all: true, filters: { label: ['perf-gate.run'] } })
  return all.filter(({ Labels }) => Labels['perf-gate.owner']?.includes(`"pid":${pid},`)).flatMap(({ Names }) => Names)
}

beforeAll(async () => {
  knob.one = await buildImage('knob')
  knob.none = await buildImage('knob-no-port')
})

describe('perf-gate init', () => {
  it('writes a file for an image, which check accepts, and leaves nothing running', async () => {
    await using line = await CommandLine.in()
    const wrote = await line.run('init', '--image', knob.one)
    expect(wrote).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('Wrote perf-gate.yml') })
    const text = readFileSync(join(line.folder, 'perf-gate.yml'), 'utf8')
    expect(text).toContain('ready: /health')
    expect(text).toContain('  - name: index\n    path: /\n')
    expect(await line.run('check')).toMatchObject({ code: 0 })
    expect(await leftBy(wrote)).toEqual([])
  })

  it('never replaces a file without --force', async () => {
    await using line = await CommandLine.in({ 'perf-gate.yml': 'mine' })
    expect(await line.run('init', '--image', knob.one)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"perf-gate.yml" is there already. Replace it by --force'),
    })
    expect(readFileSync(join(line.folder, 'perf-gate.yml'), 'utf8')).toBe('mine')
    expect((await line.run('init', '--image', knob.one, '--force')).code).toBe(0)
    expect(readFileSync(join(line.folder, 'perf-gate.yml'), 'utf8')).toContain('target:')
  })

  it('takes a service from a compose file, starts it as it says, and prints to standard output', async () => {
    const compose = [
      'services:',
      '  api:',
      `    image: ${knob.one}`,
      '    ports: ["9000:8081"]',
      '    environment: { PORT: 8081, STATUS_MIX: "404:1" }',
      '    deploy: { resources: { limits: { cpus: "0.5", memory: 128M } } }',
      '    healthcheck: { test: [CMD, curl, -f, "http://localhost:8081/health"] }',
    ].join('\n')
    await using line = await CommandLine.in({ 'compose.yml': compose })
    const { code, stdout } = await line.run('init', '--compose', 'compose.yml', '--output', '-')
    expect(code).toBe(0)
    for (const part of ['port: 8081', 'cpus: 0.5', 'memory: 128M', 'ready: /health', 'expect: { status: 404 }'])
      expect(stdout).toContain(part)
    writeFileSync(join(line.folder, 'perf-gate.yml'), stdout)
    expect(await line.run('check')).toMatchObject({ code: 0 })
  })

  it('writes what the compose file says where the image cannot be had, and says so', async () => {
    const compose = 'services: { api: { image: "127.0.0.1:1/nobody:1", ports: [8000] } }'
    await using line = await CommandLine.in({ 'compose.yml': compose })
    const { code, stderr } = await line.run('init', '--compose', 'compose.yml')
    expect(code).toBe(0)
    expect(stderr).toContain('The image could not be started')
    expect(readFileSync(join(line.folder, 'perf-gate.yml'), 'utf8')).toMatch(/# Not checked, .*\n[\s\S]*port: 8000/)
    expect(await line.run('check')).toMatchObject({ code: 0 })
  })

  it('takes the port of an image that exposes none from --port', async () => {
    await using line = await CommandLine.in()
    expect((await line.run('init', '--image', knob.none)).stderr).toContain('exposes no port')
    expect((await line.run('init', '--image', knob.none, '--port', '8080')).code).toBe(0)
  })

  it.each<[string, readonly string[], string]>([
    ['nothing to start from', [], 'give --image IMAGE or --compose FILE'],
    ['a service without its file', ['--image', 'a:1', '--service', 'api'], 'add --compose FILE'],
    ['an image that is none', ['--image', 'A B'], 'is not the name of an image'],
    ['an image that cannot be had', ['--image', '127.0.0.1:1/nobody:1'], 'cannot be reached'],
    ['a compose file that is not there', ['--compose', 'nobody.yml'], '"nobody.yml" cannot be read (ENOENT)'],
    ['a folder as output', ['--image', 'a:1', '-o', '.'], '"." is a directory'],
    ['a service that is not there', ['--compose', 'two.yml', '--service', 'apy'], 'Did you mean "api"?'],
    ['several services and none named', ['--compose', 'two.yml'], 'Services: api, db'],
    ['a service to be built', ['--compose', 'two.yml', '--service', 'api'], 'docker compose build api'],
  ])('ends with 2 for %s', async (_, args, message) => {
    await using line = await CommandLine.in({ 'two.yml': 'services: { api: { build: . }, db: { image: a } }' })
    const { code, stderr } = await line.run('init', ...args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })
})

describe('perf-gate check without requests', () => {
  it('gives a block that makes the file complete as it stands, and starts nothing', async () => {
    const text = 'target:\n  image: nobody:1\n'
    await using line = await CommandLine.in({ 'perf-gate.yml': text })
    const { code, stdout, stderr } = await line.run('check')
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('perf-gate.yml:1:1: no requests are given')
    writeFileSync(join(line.folder, 'perf-gate.yml'), text + stderr.slice(stderr.indexOf('\nrequests:')))
    expect(await line.run('check')).toMatchObject({ code: 0 })
  })
})

describe('perf-gate run without requests', () => {
  it('gives a block that the image suggests, which makes the file complete', async () => {
    const text = `target:\n  image: ${knob.one}\n  ready: /health\n`
    await using line = await CommandLine.in({ 'perf-gate.yml': text })
    const ran = await line.run('run')
    const { code, stdout } = ran
    expect(code).toBe(2)
    expect(stdout).toContain('perf-gate.yml:1:1: no requests are given')
    const block = stdout.slice(stdout.indexOf('\nrequests:'))
    expect(block).toContain('  - name: index\n    path: /\n')
    writeFileSync(join(line.folder, 'perf-gate.yml'), text + block)
    expect(await line.run('check')).toMatchObject({ code: 0 })
    expect(await leftBy(ran)).toEqual([])
  })

  it('keeps the problem, with a block for any image, where the image does not start', async () => {
    const text = `target:\n  image: ${knob.one}\n  env: { CRASH_AT_START: 3 }\nrequests: []\n`
    await using line = await CommandLine.in({ 'perf-gate.yml': text })
    const { code, stdout, stderr } = await line.run('run')
    expect(code).toBe(2)
    expect(stderr).toContain('The image could not be asked')
    expect(stdout).toContain('requests is an empty list')
    expect(stdout).toContain('\nrequests:\n  - name: predict\n')
  })

  it('starts nothing where more is wrong', async () => {
    await using line = await CommandLine.in({ 'perf-gate.yml': `target:\n  image: ${knob.one}\n  cpus: x\n` })
    const { code, stdout, stderr } = await line.run('run')
    expect(code).toBe(2)
    expect(stdout).toContain('2 problems')
    expect(stderr).not.toContain('asking the image')
  })
})
