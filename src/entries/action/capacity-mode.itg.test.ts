import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeGithub, startFakeGithub } from '../../../fixtures/github/fake-github.ts'
import { type FakeRun, shaOf } from '../../../fixtures/github/state.ts'
import { buildImage } from '../../../fixtures/images.ts'
import { createRunner, type StepResult } from '../../../fixtures/runner.ts'
import { readMarker, withMarker } from '../../github/marker.ts'
import { unzipFile } from '../../github/unzip-file.ts'
import { readCapacity } from '../../model/capacity/read-capacity.ts'

/** The action from its sources, in a pull request of the repository and in one of a fork; each test goes on from what the one before it left. */
const action = fileURLToPath(new URL('../../action.ts', import.meta.url))

let image = ''
let github: FakeGithub
beforeAll(async () => {
  image = await buildImage('knob')
  github = await startFakeGithub()
  github.state.commits.set(shaOf('a'), []).set(shaOf('b'), [shaOf('a')])
})
afterAll(async () => {
  await github[Symbol.asyncDispose]()
})

/** One box, which any machine can hold. */
const config = () => `
target: { image: "${image}", cpus: 0.5, memory: 256MiB, ready: /health, env: { SLOTS: 4, LATENCY_MS: 20 } }
requests: [{ name: index, path: / }]
stages: [{ name: steady, connections: 2, duration: 1s }]
thresholds: [failures < 5%]
capacity: { table: { cpus: 0.3 } }
`

type Step = StepResult & { readonly file: (name: string) => string }

async function runStep(run: FakeRun, payload: object, inputs: Record<string, string>): Promise<Step> {
  await using runner = await createRunner({
    event: run.event,
    payload: { repository: { id: 700, default_branch: 'main' }, ...payload },
    env: github.env(run),
    inputs: { 'github-token': github.state.token, key: 'api', ...inputs },
    files: { 'perf-gate.yml': config() },
  })
  const step = await runner.start(action).result
  const files = new Map(
    ['json', 'md', 'html', 'csv'].map((end) => [
      `perf-gate-capacity.${end}`,
      join(runner.workspace, `perf-gate-capacity.${end}`),
    ]),
  )
  const comment = 'perf-gate-capacity-comment.md'
  const texts = new Map(
    [...files, [comment, join(runner.workspace, comment)] as const].map(([name, path]) => [name, readIfThere(path)]),
  )
  return { ...step, file: (name) => texts.get(name) ?? '' }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // that run writes none
  }
}

const pull = (number: number, sha: string, headRepositoryId: number) => ({
  pull_request: {
    number,
    head: { sha, repo: { id: headRepositoryId } },
    base: { ref: 'main', sha: shaOf('b'), repo: { id: 700 } },
  },
})

const change = () => github.addRun({ event: 'pull_request', headBranch: 'change', headSha: shaOf('c') })
const fork = { headOwner: 'forker', headBranch: 'main', headSha: shaOf('e'), headRepositoryId: 701 }

const keysOn = (number: number) =>
  github.state.comments.filter(({ issue }) => issue === number).map(({ body }) => readMarker(body)?.key)

test('nobody is told who has not asked, and the files are an artifact of their own', async () => {
  github.addPull({ headSha: shaOf('c') })
  github.addComment(1, { body: withMarker({ id: 'api' }, '## ✅ Pass: of the gate\n') })
  const step = await runStep(change(), pull(1, shaOf('c'), 700), { mode: 'capacity' })
  expect(step.exitCode).toBe(0)
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-written': 'false' })
  expect(keysOn(1)).toEqual(['api'])
  expect(step.file('perf-gate-capacity-comment.md')).toMatch(/^## ✅ Capacity: cheapest box 0\.3 CPU/)
  const artifact = github.state.artifacts.at(-1)
  expect(artifact?.name).toBe('perf-gate-result-api+capacity')
  for (const name of [
    'perf-gate-capacity.json',
    'perf-gate-capacity.md',
    'perf-gate-capacity.html',
    'perf-gate-capacity.csv',
  ]) {
    const wanted = { name, maxBytes: 1e7, mostFiles: 4 }
    expect(await unzipFile(artifact?.zip ?? Buffer.alloc(0), wanted)).toEqual({ state: 'good', text: step.file(name) })
  }
  expect(readCapacity(step.file('perf-gate-capacity.json'))).toMatchObject({
    state: 'good',
    capacity: { ended: 'complete' },
  })
})

test('who asks is told in a comment beside that of the gate, which every run brings up to date', async () => {
  for (const push of ['first', 'next']) {
    const run = change()
    const step = await runStep(run, pull(1, shaOf('c'), 700), { mode: 'capacity', comment: 'always' })
    expect(step.outputs['comment-written'], push).toBe('true')
    expect(keysOn(1)).toEqual(['api', 'api+capacity'])
    const [gate, capacity] = github.state.comments
    expect(gate?.body).toContain('of the gate')
    const link = `/actions/runs/${run.id}/artifacts/${github.state.artifacts.at(-1)?.id})`
    for (const told of [capacity?.body, step.summary]) expect(told).toContain(link)
    expect(capacity?.body).toMatch(/^- Recommendation: 0\.3 CPU, 256 MiB/m)
  }
})

test('why nothing could be measured is told there, too', async () => {
  const inputs = { mode: 'capacity', comment: 'always', image: 'no-such-image:none' }
  const step = await runStep(change(), pull(1, shaOf('c'), 700), inputs)
  expect(step.exitCode).toBe(2)
  expect(step.outputs).toMatchObject({ verdict: '', 'comment-written': 'true' })
  expect(keysOn(1)).toEqual(['api', 'api+capacity'])
  expect(github.state.comments[1]?.body).toContain('Could not judge')
})

test('a fork that may not comment is told what can be done, and nobody is warned', async () => {
  github.addPull(fork)
  github.fault({
    route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    status: 403,
    message: 'Resource not accessible by integration',
  })
  const run = github.addRun({ event: 'pull_request', ...fork })
  const step = await runStep(run, pull(2, shaOf('e'), 701), { mode: 'capacity', comment: 'always' })
  github.faults.clear()
  expect(step.exitCode).toBe(0)
  expect(step.outputs['comment-written']).toBe('false')
  expect(step.annotations).toEqual([])
  expect(step.stdout).toContain('A second workflow with "mode: comment" and "comment: always" can write it')
})

test('a workflow that may comment tells the pull request of the fork where it is asked to', async () => {
  const forks = github.state.runs.at(-1)
  const payload = { workflow_run: { id: forks?.id } }
  const answer = async (inputs: Record<string, string>) => {
    const run = github.addRun({ event: 'workflow_run', path: '.github/workflows/comment.yml' })
    return await runStep(run, payload, { mode: 'comment', ...inputs })
  }
  expect((await answer({})).outputs).toMatchObject({ verdict: 'pass', 'comment-written': 'false' })
  expect(keysOn(2)).toEqual([])
  const step = await answer({ comment: 'always' })
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-written': 'true', report: '', metrics: '{}' })
  expect(step.summary).toContain('✅ Capacity: cheapest box')
  expect(keysOn(2)).toEqual(['api+capacity'])
  expect(github.state.comments.at(-1)?.body).toContain("The numbers are those of the pull request's own run")
})
