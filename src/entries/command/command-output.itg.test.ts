import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import { CommandLine } from '../test/command-line.ts'
import { PseudoTerminal, type TerminalOptions } from '../test/pseudo-terminal.ts'

const ESC = '\u001B'

/** Latency-bound, so that the generator is never the limit. */
const CONFIG = `
target:
  image: IMAGE
  cpus: 1
  memory: 256MiB
  ready: /health
  env: { LATENCY_MS: 20, SLOTS: 4, OWN: MARK }
requests:
  - { name: index, path: / }
stages:
  - { name: warm-up, connections: 2, duration: 500ms, warm-up: true }
  - { name: steady, connections: 4, duration: DURATION }
rounds: 1
thresholds: [steady: rps >= 20]
`

let image = ''
beforeAll(async () => {
  image = await buildImage('knob')
})

async function inFolder(duration: string): Promise<CommandLine> {
  const command = await CommandLine.in()
  const text = CONFIG.replace('IMAGE', image).replace('DURATION', duration).replace('MARK', command.folder)
  await writeFile(join(command.folder, 'perf-gate.yml'), text)
  return command
}

/** A whole run in a terminal. */
async function runInTerminal(options: Omit<TerminalOptions, 'folder'>): Promise<PseudoTerminal> {
  await using command = await inFolder('1s')
  const terminal = new PseudoTerminal(['run'], { folder: command.folder, ...options })
  expect(await terminal.ended()).toBe(0)
  return terminal
}

/** Containers that were started from a folder's configuration: others may use the engine at the same time. */
function containersOf(mark: string): string {
  const ids = execFileSync('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${image}`], { encoding: 'utf8' })
  const all = ids.split('\n').filter((id) => id !== '')
  const inspect = ['inspect', '--format', '{{.Config.Env}}', ...all]
  const envs = all.length === 0 ? '' : execFileSync('docker', inspect, { encoding: 'utf8' })
  return envs
    .split('\n')
    .filter((env) => env.includes(mark))
    .join('\n')
}

describe('a run in a terminal', () => {
  it('shows a block while it goes on, and leaves the log and the table', async () => {
    await using command = await inFolder('4s')
    const terminal = new PseudoTerminal(['run'], { folder: command.folder, columns: 100 })
    const under = await terminal.shows(/round 1 of 1, steady .* of 4 s/)
    expect(under).toMatch(/^ +RPS +p95 +failed +CPU +memory$/m)
    expect(terminal.screen.cursorIsShown).toBe(false)
    const full = await terminal.shows(/^ +\d+ [▁▂▃▄▅▆▇█]+ +\d+ ms [▁▂▃▄▅▆▇█]+ +0 +\d\.\d\d of 1 +\d+ of 256 MiB$/m)
    expect(full.match(/round 1 of 1/g)).toHaveLength(1)
    expect(await terminal.ended()).toBe(0)
    expect(terminal.screen.cursorIsShown).toBe(true)
    const after = await terminal.screen.text()
    expect(after).toMatch(/^Load\n[\s\S]*^[✓?] .*[\s\S]*^Checks$/m)
    expect(after).not.toMatch(/round \d of/)
  })

  it('moves the cursor within the block alone, in few frames', async () => {
    const { written } = await runInTerminal({ columns: 80 })
    const moves = written.match(new RegExp(`${ESC}\\[[\\d;?]*[A-Za-ln-z]`, 'g')) ?? []
    expect(new Set(moves)).toEqual(new Set([`${ESC}[?25l`, `${ESC}[?25h`, `${ESC}[3A`, `${ESC}[K`, `${ESC}[J`]))
    // Four events and a tick a second, for the seconds of a start, a warm-up and a stage.
    expect(moves.filter((move) => move === `${ESC}[3A`).length).toBeLessThan(60)
  })

  it('without colour where NO_COLOR is set', async () => {
    const { written } = await runInTerminal({ columns: 80, env: { NO_COLOR: '1' } })
    expect(written).toContain(`${ESC}[3A`)
    expect(written).not.toMatch(new RegExp(`${ESC}\\[[\\d;]*m`))
  })

  it.each([
    ['a dumb terminal', { TERM: 'dumb' }],
    ["a CI's", { CI: 'true' }],
  ])('of %s gets plain lines and nothing else', async (_, env) => {
    const { written } = await runInTerminal({ columns: 80, env })
    expect(written).not.toContain(ESC)
    expect(written.replaceAll('\r', '')).toMatch(
      /^round 1 of 1: starting, .*\nround 1 of 1, warm-up: \d of 1 s, \d+ RPS/m,
    )
  })

  it('ends with a Ctrl-C: the cursor is back, the block and the containers are gone', async () => {
    await using command = await inFolder('60s')
    expect(containersOf(command.folder)).toBe('')
    const terminal = new PseudoTerminal(['run'], { folder: command.folder, columns: 80 })
    await terminal.shows(/steady .* 1 of 60 s/)
    expect(containersOf(command.folder)).toContain(command.folder)
    terminal.type('\u0003')
    expect(await terminal.ended()).toBe(130)
    expect(terminal.screen.cursorIsShown).toBe(true)
    const text = await terminal.screen.text()
    expect(text).not.toMatch(/round \d of/)
    expect(text).toContain('Load\nInterrupted: what this run has started is being removed\nInterrupted. ')
    expect(containersOf(command.folder)).toBe('')
  })

  it('gives the cursor back when it breaks', async () => {
    await using command = await inFolder('60s')
    const broken = join(command.folder, 'broken')
    const terminal = new PseudoTerminal(['run'], {
      folder: command.folder,
      columns: 80,
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(throwOnceThereIs(broken))}` },
    })
    await terminal.shows(/steady .* 1 of 60 s/)
    await writeFile(broken, '')
    expect(await terminal.ended()).toBe(2)
    expect(terminal.screen.cursorIsShown).toBe(true)
    const text = await terminal.screen.text()
    expect(text).not.toMatch(/round \d of/)
    expect(text).toContain('Error: stray')
  })
})

/** Code that throws where nobody catches it. */
function throwOnceThereIs(path: string): string {
  return `import { existsSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
const timer = isMainThread && setInterval(() => {
  if (!existsSync(${JSON.stringify(path)})) return
  clearInterval(timer)
  throw new Error('stray')
}, 100).unref()`
}

describe('a run in a pipe', () => {
  it('tells its progress in plain lines on standard error', async () => {
    await using command = await inFolder('2s')
    const { stdout, stderr, code } = await command.run('run')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^[✓?] .*[\s\S]*^Checks$/m)
    expect(stderr).toMatch(
      /^round 1 of 1, steady: \d of 2 s, \d+ RPS, p95 .* failed, CPU .* of 1, memory \d+ of 256 MiB/m,
    )
    expect(stdout + stderr).not.toContain(ESC)
  })

  it('with --json prints one document on standard output, with --quiet nothing beside it', async () => {
    await using command = await inFolder('1s')
    const { stdout, stderr, code } = await command.run('run', '--json', '--quiet')
    expect(stderr).toMatch(/^(Warning: .*\n)*$/)
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: code, error: null, metrics: { steady: {} } })
    const again = await command.run('compare', '--json', 'perf-gate-result.json')
    const { verdict, checks, metrics } = JSON.parse(stdout)
    // On a busy machine it cannot tell.
    expect(['pass', 'inconclusive']).toContain(verdict)
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict, checks, metrics, others: [] })
  })

  it('with --json says on standard output why nothing could be judged, and for people on standard error', async () => {
    await using command = await inFolder('1 second')
    const { stdout, stderr, code } = await command.run('run', '--json')
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: null,
      exitCode: 2,
      error: { kind: 'config', problems: [{ place: 'perf-gate.yml:12:47' }] },
    })
    expect(stderr).toContain('Could not judge: one problem in the configuration')
  })
})
