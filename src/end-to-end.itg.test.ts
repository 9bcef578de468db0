import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { golden } from '../fixtures/golden.ts'
import { buildImage } from '../fixtures/images.ts'
import { createRunner, type RunnerOptions, type StepResult } from '../fixtures/runner.ts'
import { stableText } from '../fixtures/stable-text.ts'
import { untilCalm } from '../fixtures/until-calm.ts'
import { decodeResult } from './model/result/result.ts'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const action = join(dist, 'action.js')

/** Latency-bound, so that the generator is never the limit: 4 slots of 20 ms are 200 answers a second at most. */
const CONFIG = `
target:
  image: IMAGE
  cpus: 1
  memory: 256MiB
  ready: /health
  env: { LATENCY_MS: 20, SLOTS: 4, TOKEN: very-secret }
requests:
  - { name: predict, weight: 3, method: POST, path: /predict, json: { features: [1, 2, 3] } }
  - { name: index, path: / }
stages:
  - { name: warm-up, connections: 2, duration: 500ms, warm-up: true }
  - { name: steady, connections: 4, duration: 1s }
rounds: 1
thresholds:
  - steady: rps >= 20
  - p95 < 2s
  - failures < 5%
`

let image = ''
beforeAll(async () => {
  image = await buildImage('knob')
})

/** The runs of a test; whatever happened in it, nothing that carries their ids may be left. Others may use the engine at the same time. */
const runIds: string[] = []
afterEach(() => {
  const left = runIds.flatMap((id) =>
    execFileSync('docker', ['ps', '--all', '--quiet', '--filter', `label=perf-gate.run=${id}`], { encoding: 'utf8' }),
  )
  runIds.length = 0
  expect(left.join('')).toBe('')
})

/** The environment in which Node runs a piece of code before the program. */
function preload(code: string): Record<string, string> {
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code).replaceAll("'", '%27')}` }
}

type Step = StepResult & { readonly workspace: string; readonly files: (name: string) => string }

const FILES = [
  'perf-gate-result.json',
  'perf-gate-report.md',
  'perf-gate-report.html',
  'perf-gate-csv/exceptions.csv',
  'baseline.json',
]

type ActionOptions = RunnerOptions & { readonly change?: (config: string) => string }

async function runAction(options: ActionOptions = {}): Promise<Step> {
  return await untilCalm(
    () => runActionOnce(options),
    ({ summary }) => summary,
  )
}

/** One run of the action in a job of its own. `change` edits the configuration. */
async function runActionOnce(options: ActionOptions): Promise<Step> {
  const config = CONFIG.replace('IMAGE', image)
  await using runner = await createRunner({
    ...options,
    files: { 'perf-gate.yml': options.change?.(config) ?? config, ...options.files },
  })
  const step = await runner.start(action).result
  runIds.push(step.state['run-id'] ?? 'none')
  const kept = new Map(
    FILES.map((name) => {
      try {
        return [name, readFileSync(join(runner.workspace, name), 'utf8')] as const
      } catch {
        return [name, ''] as const // not every run writes every file
      }
    }),
  )
  return { ...step, workspace: runner.workspace, files: (name) => kept.get(name) ?? '' }
}

/** Everything that people see of a step, in one text. */
function seen(step: Step): string {
  const parts = {
    'exit code': String(step.exitCode),
    annotations: step.annotations
      .map(({ name, properties, message }) => `${name} ${JSON.stringify(properties)}\n${message}`)
      .join('\n'),
    outputs: Object.entries(step.outputs)
      .filter(([name]) => name !== 'report')
      .map(
        ([name, value]) =>
          `${name}=${name === 'metrics' ? Object.keys(JSON.parse(value)).join() : name === 'rps' || name === 'p95' ? value.replace(/^[\d.]+$/, '#') : value}`,
      )
      .join('\n'),
    summary: step.summary,
  }
  const text = Object.entries(parts)
    .map(([title, part]) => `=== ${title}\n${part}\n`)
    .join('')
  return stableText(text, { [step.workspace]: '/workspace' })
}

describe('the action', () => {
  it('passes a service that holds its thresholds, and says so in outputs and summary', async () => {
    const step = await runAction()
    expect(step.exitCode).toBe(0)
    expect(seen(step)).toBe(golden('action-pass.txt', seen(step)))
    const [rps, p95] = [Number(step.outputs.rps), Number(step.outputs.p95)]
    expect(rps).toBeGreaterThan(20)
    expect(rps).toBeLessThanOrEqual(200)
    expect(p95).toBeGreaterThanOrEqual(20)
  })

  it('keeps no value of environment or headers in any file, output or line', async () => {
    const step = await runAction({
      change: (config) =>
        config
          .replace('TOKEN: very-secret', 'TOKEN: very-secret, ECHO_ENV: TOKEN, STATUS_MIX: "503:1"')
          .replace('name: index,', `name: index, headers: { Authorization: "Bearer $${'{'}API_KEY}" },`),
      env: { API_KEY: 'key-from-outside' },
    })
    const everything = [
      step.stdout,
      step.stderr,
      step.summary,
      JSON.stringify(step.outputs),
      step.files('perf-gate-result.json'),
      step.files('perf-gate-csv/exceptions.csv'),
      step.files('perf-gate-report.html'),
    ].join('\n')
    expect(step.exitCode).toBe(1)
    expect(step.files('perf-gate-csv/exceptions.csv')).toContain('unexpected-answer')
    expect(step.files('perf-gate-report.html')).toContain('Body of the unexpected answer')
    expect(everything).not.toContain('very-secret')
    expect(everything).not.toContain('key-from-outside')
    expect(everything).toContain('***')
  })

  it('fails on a threshold', async () => {
    const step = await runAction({ inputs: { thresholds: 'steady: rps >= 5000\np95 < 2s' } })
    expect(step.exitCode).toBe(1)
    expect(step.outputs).toMatchObject({ verdict: 'fail', passed: 'false' })
    expect(JSON.parse(step.outputs['failed-checks'] ?? '')).toHaveLength(1)
    expect(seen(step)).toBe(golden('action-fail-threshold.txt', seen(step)))
  })

  it('drives every load model, each by the generator that it needs', async () => {
    const stages = `stages:
  - { name: steady, connections: 4, duration: 1s }
  - { name: offered, rate: 50%, duration: 1s }
  - { name: people, users: 10, spawn-rate: 50/s, think-time: 10ms..30ms, duration: 1s }
  - { name: counted, users: 5, think-time: 0s, requests: 7 }
`
    const step = await runAction({ change: (config) => config.replace(/stages:\n(?: {2}-.*\n)+/, stages) })
    expect(step.exitCode).toBe(0)
    const result = decodeResult(step.files('perf-gate-result.json'))
    const start = result.evidence[0]?.starts[0]
    if (start?.state !== 'ready') throw new Error('the target was ready')
    const [steady, offered, people, counted] = start.stages
    expect(start.stages.map(({ engine }) => engine)).toEqual(['autocannon', 'undici', 'undici', 'undici'])
    const ok = (samples: typeof steady) => samples?.perRequest.reduce((sum, request) => sum + request.ok, 0) ?? 0
    expect(offered?.offeredPerSecond?.to).toBeCloseTo(ok(steady) / (steady?.seconds ?? 1) / 2, 6)
    expect(people?.spawn?.seconds).toBeGreaterThan(0)
    expect(ok(counted)).toBe(35)
    expect(result.plan.seed).toBeGreaterThanOrEqual(0)
  })

  it('lets a failure through where fail-on says never, with the verdict unchanged', async () => {
    const step = await runAction({ inputs: { thresholds: 'rps >= 5000', 'fail-on': 'never' } })
    expect(step.exitCode).toBe(0)
    expect(step.outputs.verdict).toBe('fail')
  })

  it('stores a baseline where there is none and fails on it with stored: fail', async () => {
    const withBaseline = (config: string) =>
      `${config}baseline: { compare: stored, path: baseline.json, stored: fail, tolerance: 20% }\n`
    const first = await runAction({ change: withBaseline })
    expect(first.exitCode).toBe(0)
    expect(JSON.parse(first.files('baseline.json'))).toMatchObject({ kind: 'perf-gate-baseline', schema: 1 })
    expect(first.files('baseline.json')).not.toContain('very-secret')

    const slower = (config: string) => withBaseline(config).replace('LATENCY_MS: 20', 'LATENCY_MS: 60')
    const second = await runAction({
      change: slower,
      event: 'pull_request',
      files: { 'baseline.json': first.files('baseline.json') },
    })
    expect(second.exitCode).toBe(1)
    expect(second.files('baseline.json')).toBe(first.files('baseline.json'))
    expect(seen(second)).toBe(golden('action-fail-baseline.txt', seen(second)))
  })

  it('adds to the baseline on a run of the default branch', async () => {
    const withBaseline = (config: string) => `${config}baseline: { path: baseline.json }\n`
    const first = await runAction({ change: withBaseline })
    const second = await runAction({
      change: withBaseline,
      event: 'push',
      payload: { repository: { default_branch: 'main' } },
      files: { 'baseline.json': first.files('baseline.json') },
    })
    expect(JSON.parse(second.files('baseline.json')).runs).toHaveLength(2)
  })

  it('says everything that is wrong with a configuration at once, each at its line', async () => {
    const step = await runAction({
      change: (config) =>
        config
          .replace('memory: 256MiB', 'memory: 256')
          .replace('rounds: 1', 'round: 1')
          .replace('p95 < 2s', 'p96 < 2s'),
    })
    expect(step.exitCode).toBe(2)
    expect(step.annotations.map(({ properties }) => [properties.file, properties.line])).toEqual([
      ['perf-gate.yml', '5'],
      ['perf-gate.yml', '14'],
      ['perf-gate.yml', '17'],
    ])
    expect(seen(step)).toBe(golden('action-bad-config.txt', seen(step)))
  })

  it('cannot judge an image that dies at its start: exit code, last lines in the log alone', async () => {
    const step = await runAction({
      change: (config) => config.replace('LATENCY_MS: 20', 'CRASH_AT_START: 3, NOISE_AT_START: 4'),
    })
    expect(step.exitCode).toBe(2)
    expect(seen(step)).toBe(golden('action-dies-at-start.txt', seen(step)))
    expect(step.stdout).toContain('| ')
    expect(step.commands.filter(({ name }) => !['group', 'endgroup', 'error', 'warning'].includes(name))).toEqual([])
  })

  it('fails a service that dies under load, and names the exit code', async () => {
    const step = await runAction({
      change: (config) => config.replace('LATENCY_MS: 20', 'LATENCY_MS: 20, CRASH_AFTER_REQUESTS: 100, CRASH_CODE: 7'),
    })
    expect(step.exitCode).toBe(1)
    expect(step.annotations[0]?.message).toContain('the container exited')
    expect(step.annotations[0]?.message).toContain('with code 7')
  })

  it('fails a service that is killed by memory under load, and says so', async () => {
    const step = await runAction({
      change: (config) => config.replace('LATENCY_MS: 20', 'LATENCY_MS: 20, LEAK_KIB: 4096'),
    })
    expect(step.exitCode).toBe(1)
    expect(step.annotations[0]?.message).toContain('it needed more memory than its limit of 256 MiB')
  })

  it('fails a request that is not answered as expected, before any load', async () => {
    const step = await runAction({ change: (config) => config.replace('features: [1, 2, 3]', 'wrong: body') })
    expect(step.exitCode).toBe(1)
    expect(step.annotations[0]?.message).toContain('predict: expected 2xx, got 422; nothing was loaded')
    expect(step.summary).not.toContain('features must be')
  })
})

describe('what the runner or the workspace does not take', () => {
  it.each([
    'GITHUB_STATE',
    'GITHUB_OUTPUT',
    'GITHUB_STEP_SUMMARY',
  ])('%s is a warning: the verdict stands', async (name) => {
    const step = await runAction({ env: preload(`process.env.${name}='/nowhere/at/all'`) })
    expect(step.exitCode).toBe(0)
    expect(step.stdout).toContain('Pass: all 3 checks hold')
    expect(step.annotations.map(({ message }) => message).join('\n')).toMatch(/(cannot|could not) be written/)
    expect(step.outputs.verdict).toBe(name === 'GITHUB_OUTPUT' ? undefined : 'pass')
  })

  it('a result file that is a folder ends the run before anything is started', async () => {
    const step = await runAction({ files: { 'perf-gate-result.json/kept': 'x' } })
    expect(step.exitCode).toBe(2)
    expect(step.annotations[0]?.message).toMatch(
      /The result file .* cannot be written: it is a folder\n.*working-directory/,
    )
    expect(step.stdout).not.toContain('::group::Target')
    expect(step.outputs).toMatchObject({ verdict: '', passed: 'false' })
  })

  it('a configuration with thousands of mistakes gives a log of its first ones', async () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `unknown${index}: 1\n`).join('')
    const step = await runAction({ change: (config) => keys + config })
    expect(step.exitCode).toBe(2)
    expect(step.stdout).toContain('5000 problems')
    expect(step.stdout).toContain('- and 4950 more\n')
    expect(step.stdout.split('\n').length).toBeLessThan(300)
  })
})

describe('a run that is cut off', () => {
  const long = CONFIG.replace('duration: 1s', 'duration: 60s')
  const containersOf = (runId: string) =>
    execFileSync('docker', ['ps', '--all', '--quiet', '--filter', `label=perf-gate.run=${runId}`], {
      encoding: 'utf8',
    }).trim()

  /** Starts a run of a minute and waits until it is under load. */
  async function underLoad(files: Record<string, string>, env: Record<string, string> = {}) {
    const runner = await createRunner({ files, env })
    const step = runner.start(action)
    await step.waitFor(', steady: ')
    return { runner, step }
  }
  const files = () => ({ 'perf-gate.yml': long.replace('IMAGE', image) })

  // Nothing is measured: they are begun side by side.
  it.concurrent.each([
    'SIGINT',
    'SIGTERM',
    'SIGHUP',
  ] as const)('by %s ends with 130 and leaves nothing', async (signal) => {
    const { runner, step } = await underLoad(files())
    await using _ = runner
    step.kill(signal)
    const { exitCode, state, stdout } = await step.result
    expect(exitCode).toBe(130)
    expect(stdout).toContain('Interrupted. What this run started has been removed, unless a warning says otherwise.')
    expect(containersOf(state['run-id'] ?? 'none')).toBe('')
  })

  it.concurrent('by one SIGINT that arrives twice, as npx passes it on, still leaves nothing', async () => {
    const { runner, step } = await underLoad(files())
    await using _ = runner
    step.kill('SIGINT')
    await new Promise((resolve) => setTimeout(resolve, 20))
    step.kill('SIGINT')
    const { exitCode, state } = await step.result
    expect(containersOf(state['run-id'] ?? 'none')).toBe('')
    expect(exitCode).toBe(130)
  })

  it.concurrent.each([
    ['throws', "throw new Error('stray')"],
    ['rejects', "Promise.reject(new Error('stray'))"],
  ])('by what %s where nobody catches it is a bug that leaves nothing', async (_name, code) => {
    const { runner, step } = await underLoad(files(), preload(`process.on('SIGUSR2', () => {${code}})`))
    await using _ = runner
    step.kill('SIGUSR2')
    const { exitCode, state, stdout, stderr } = await step.result
    expect(containersOf(state['run-id'] ?? 'none')).toBe('')
    expect(exitCode).toBe(2)
    expect((stdout + stderr).match(/Error: stray/g)).toHaveLength(1)
    expect(stdout).toContain('This is a bug in perf-gate')
  })

  it('by SIGKILL is swept by the post step', async () => {
    const { runner, step } = await underLoad(files())
    await using _ = runner
    step.kill('SIGKILL')
    const { state } = await step.result
    const runId = state['run-id'] ?? 'none'
    expect(containersOf(runId)).not.toBe('')
    const post = await runner.startPost(join(dist, 'post.js'), state).result
    expect(post.exitCode).toBe(0)
    expect(post.stdout).toContain('Removed the container')
    expect(containersOf(runId)).toBe('')
  })

  // Three runs, of which the last is tried again where the machine is too busy for it.
  it('by SIGKILL is swept by the next start, which touches neither a living run nor a container of others', async () => {
    const name = `bystander-${randomUUID()}`
    execFileSync('docker', ['run', '--detach', '--rm', '--name', name, image])
    const [dead, living] = await Promise.all([underLoad(files()), underLoad(files())])
    await using _ = dead.runner
    await using __ = living.runner
    try {
      dead.step.kill('SIGKILL')
      const { state } = await dead.step.result
      expect(containersOf(state['run-id'] ?? 'none')).not.toBe('')
      expect((await runAction()).exitCode).toBe(0)
      expect(containersOf(state['run-id'] ?? 'none')).toBe('')
      expect(execFileSync('docker', ['ps', '--quiet', '--filter', `name=${name}`], { encoding: 'utf8' })).not.toBe('')
    } finally {
      execFileSync('docker', ['rm', '--force', name])
      living.step.kill('SIGINT')
    }
    const survivor = await living.step.result
    expect(survivor.stdout).toContain('Interrupted.')
    expect(survivor.stdout).not.toContain('went away')
    expect(survivor.exitCode).toBe(130)
  }, 180_000)

  it('has nothing to sweep when the configuration was wrong', async () => {
    await using runner = await createRunner({ files: { 'perf-gate.yml': 'stages: []' } })
    const { exitCode, state } = await runner.start(action).result
    expect(exitCode).toBe(2)
    const post = await runner.startPost(join(dist, 'post.js'), state).result
    expect(post).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing was left running.') })
  })
})

describe('the command line', () => {
  it.each([
    'stdout',
    'stderr',
  ] as const)('goes on to its verdict and its files where the reader of %s closes', async (name) => {
    await using runner = await createRunner({ files: { 'perf-gate.yml': CONFIG.replace('IMAGE', image) } })
    const child = spawn(process.execPath, [join(dist, 'cli.js'), 'run'], {
      cwd: runner.workspace,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child[name].destroy()
    child[name === 'stdout' ? 'stderr' : 'stdout'].resume()
    const [code] = await once(child, 'exit')
    const { runId } = decodeResult(readFileSync(join(runner.workspace, 'perf-gate-result.json'), 'utf8'))
    runIds.push(runId)
    expect(code).toBe(0)
    expect(existsSync(join(runner.workspace, 'perf-gate-report.md'))).toBe(true)
    expect(existsSync(join(runner.workspace, 'perf-gate-csv', 'requests.csv'))).toBe(true)
  })

  it('exits with 0, 1 and 2 and prints the table on standard output', async () => {
    const cli = (args: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, 'cli.js'), ...args], {
        encoding: 'utf8',
        cwd: runner.workspace,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      return { code: status, stdout: status === 0 ? stdout : stdout + stderr, stderr }
    }
    await using runner = await createRunner({ files: { 'perf-gate.yml': CONFIG.replace('IMAGE', image) } })
    mkdirSync(join(runner.workspace, 'folder'))
    for (const flag of ['result', 'report']) {
      const refused = cli(['run', `--${flag}`, 'folder'])
      expect(refused).toMatchObject({ code: 2, stdout: expect.stringContaining(`Give another path by "--${flag}"`) })
      expect(refused.stdout).not.toContain('Target')
    }
    const full = cli(['run', '--result', '/dev/full'])
    expect(full).toMatchObject({ code: 0, stdout: expect.stringContaining('Pass: all 3 checks hold') })
    expect(full.stderr).toContain('Warning: The result file could not be written: ENOSPC')
    expect(cli(['run', '--save-baseline'])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Give --baseline-path FILE'),
    })
    expect(cli(['check'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('stage steady: 4 connections for 1 s'),
    })
    const passed = cli(['run'])
    expect(passed).toMatchObject({ code: 0, stdout: expect.stringContaining('Pass: all 3 checks hold') })
    expect(decodeResult(readFileSync(join(runner.workspace, 'perf-gate-result.json'), 'utf8')).ended).toBe('complete')
    expect(cli(['run', '--threshold', 'rps >= 5000']).code).toBe(1)
    expect(cli(['run', '--memory', '512'])).toMatchObject({ code: 2, stdout: expect.stringContaining('Did you mean') })
    expect(cli(['run', '--treshold', 'rps > 1'])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('--treshold'),
    })
    expect(cli(['walk'])).toMatchObject({ code: 2, stdout: expect.stringContaining('walk') })
  })
})
