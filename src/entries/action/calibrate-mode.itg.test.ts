import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeGithub, startFakeGithub } from '../../../fixtures/github/fake-github.ts'
import { shaOf } from '../../../fixtures/github/state.ts'
import { buildImage } from '../../../fixtures/images.ts'
import { createRunner, type StepResult } from '../../../fixtures/runner.ts'
import { keyOfArtifact } from '../../github/result-artifact.ts'
import { unzipFile } from '../../github/unzip-file.ts'
import { decodeCalibration } from '../../model/judge/calibration.ts'

const MINUTES = 60_000

const action = fileURLToPath(new URL('../../action.ts', import.meta.url))
const FILES = ['perf-gate-calibration.json', 'perf-gate-calibration.md', 'perf-gate-calibration.html'] as const

let image = ''
let github: FakeGithub
beforeAll(async () => {
  image = await buildImage('knob')
  github = await startFakeGithub()
  github.state.commits.set(shaOf('a'), [])
})
afterAll(async () => {
  await github[Symbol.asyncDispose]()
})

/** As short as a calibration gets: the fewest rounds, one turn a side; a third of a CPU, so that other programs have room beside it. */
const config = () => `
target: { image: "${image}", cpus: 0.3, memory: 256MiB, ready: /health, env: { CPU_MS: 3 } }
requests: [{ name: predict, method: POST, path: /predict, json: { features: [1, 2, 3] } }]
stages: [{ name: steady, connections: 4, duration: 2s }]
rounds: 6
baseline: { tolerance: 3% }
`

type Step = StepResult & { readonly file: (name: (typeof FILES)[number]) => string }

async function runStep(change: (config: string) => string = (text) => text): Promise<Step> {
  const run = github.addRun({ event: 'push', headBranch: 'main', headSha: shaOf('a') })
  await using runner = await createRunner({
    event: 'push',
    payload: { repository: { id: 700, default_branch: 'main' } },
    env: github.env(run),
    inputs: { 'github-token': github.state.token, key: 'api', mode: 'calibrate' },
    files: { 'perf-gate.yml': change(config()) },
  })
  const step = await runner.start(action).result
  const texts = new Map(FILES.map((name) => [name, readIfThere(join(runner.workspace, name))]))
  return { ...step, file: (name) => texts.get(name) ?? '' }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // a run that could not judge writes none
  }
}

/** How a calibration can end; which way is a figure of the machine that no test can promise, and what is said of it is not. */
const ENDS = [
  { code: 0, verdict: 'pass', passed: 'true', says: 'Calibrated: the image with 10% less CPU was flagged' },
  { code: 3, verdict: 'inconclusive', passed: 'false', says: 'Control failed: the image with 10% less CPU was not' },
  { code: 2, verdict: '', passed: 'false', says: 'the machine or the load generator was at its limit' },
] as const

test(
  'says in log, summary, outputs, annotations, files and an artifact what the calibration showed, and exits by the control',
  async () => {
    const step = await runStep()
    const end = ENDS.find(({ code }) => code === step.exitCode)
    expect(step.stdout).toContain(end?.says)
    expect(step.summary).toContain(end?.says)
    expect(step.outputs).toMatchObject({
      verdict: end?.verdict,
      passed: end?.passed,
      'failed-checks': '[]',
      'comment-written': 'false',
    })
    const told = step.annotations.filter(({ message }) => message.includes(end?.says ?? 'no end'))
    expect(told.map(({ name }) => name)).toEqual({ 0: [], 2: ['error'], 3: ['warning'] }[end?.code ?? 0])
    expect(github.state.comments).toEqual([])
    if (step.exitCode === 2) return

    const { equal, control } = decodeCalibration(step.file('perf-gate-calibration.json'))
    expect(equal.images.baseline?.id).toBe(equal.images.candidate.id)
    expect(control.state).toBe('run')
    expect(step.summary).toContain('Control: one of these has to fail')
    expect(step.outputs.report).toBe(step.file('perf-gate-calibration.md'))
    expect(step.outputs['result-path']).toMatch(/\/perf-gate-calibration\.json$/)
    expect(Number(step.outputs.rps)).toBeGreaterThan(20)
    const artifact = github.state.artifacts.at(-1)
    expect(artifact?.name).toBe('perf-gate-result-api+calibration')
    expect(step.summary).toContain(`/artifacts/${artifact?.id})`)
    // Nobody who may comment takes it for the result of a change.
    expect(keyOfArtifact(artifact?.name ?? '')).toBeNull()
    for (const name of FILES) {
      const wanted = { name, maxBytes: 1e7, mostFiles: FILES.length }
      expect(await unzipFile(artifact?.zip ?? Buffer.alloc(0), wanted)).toEqual({
        state: 'good',
        text: step.file(name),
      })
    }
  },
  4 * MINUTES,
)

test('is an error, with an annotation that says what to change, where no calibration is possible', async () => {
  const step = await runStep((text) => text.replace('rounds: 6', 'rounds: 3'))
  expect(step.exitCode).toBe(2)
  expect(step.outputs).toMatchObject({ verdict: '', passed: 'false', report: '' })
  expect(step.annotations.map(({ name, message }) => [name, message])).toEqual([
    ['error', expect.stringContaining('Nothing can be calibrated: "rounds: 3" is less than the 6')],
  ])
  expect(step.summary).toContain('Nothing can be calibrated')
  expect(github.state.artifacts.length).toBeLessThanOrEqual(1)
})
