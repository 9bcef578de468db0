import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FakeGithub, startFakeGithub } from '../fixtures/github/fake-github.ts'
import { type FakeRun, shaOf } from '../fixtures/github/state.ts'
import { golden } from '../fixtures/golden.ts'
import { forgetImages, pushVariants } from '../fixtures/pushed-images.ts'
import { type Registry, startRegistry } from '../fixtures/registry.ts'
import { createRunner, type StepResult } from '../fixtures/runner.ts'
import { untilCalm } from '../fixtures/until-calm.ts'
import { zipNames } from '../fixtures/zip-names.ts'
import { readMarker } from './github/marker.ts'
import { unzipFile } from './github/unzip-file.ts'
import { decodeBaseline } from './model/result/baseline.ts'

/**
 * The bundled action through the life of a change: first run on the base branch, pull request, another push to it, a fork, a comment on behalf of
 * the fork, the merge queue, merged. One GitHub, one registry; each test goes on from what the one before it left.
 */
const action = fileURLToPath(new URL('../dist/action.js', import.meta.url))

let registry: Registry
let github: FakeGithub
beforeAll(async () => {
  registry = await startRegistry({ login: false })
  await pushVariants(registry.host, [
    { name: 'api:base', env: { LATENCY_MS: 20, SLOTS: 4 } },
    { name: 'api:slower', env: { LATENCY_MS: 60, SLOTS: 4 } },
  ])
  github = await startFakeGithub()
  github.state.commits.set(shaOf('a'), []).set(shaOf('b'), [shaOf('a')])
  for (const head of ['c', 'd', 'e', '1', '2', '3']) {
    github.state.commits.set(shaOf(head), [shaOf('a')]).set(mergeOf(shaOf(head)), [shaOf('b'), shaOf(head)])
  }
})
afterAll(async () => {
  await github[Symbol.asyncDispose]()
  await forgetImages(registry.host)
  await registry[Symbol.asyncDispose]()
})

/** `rounds`: six are the least that can be compared side by side. */
const configOf = (image: string, { rounds = 1, rps = 20 } = {}) => `
target: { image: ${registry.host}/api:${image}, cpus: 1, memory: 256MiB, ready: /health }
requests:
  - { name: predict, method: POST, path: /predict, json: { features: [1, 2, 3] } }
stages:
  - { name: warm-up, connections: 2, duration: 300ms, warm-up: true }
  - { name: steady, connections: 4, duration: 1s }
rounds: ${rounds}
thresholds:
  - steady: rps >= ${rps}
  - failures < 5%
`

/** GitHub's merge of base and change. */
const mergeOf = (head: string) => `${head.slice(0, 39)}0`

type Step = StepResult & { readonly requests: readonly string[]; readonly comment: string | null }

const repository = { id: 700, default_branch: 'main' }

/** One job of a run with one step, and what it asked GitHub for. Where something else took the machine, nothing of it has been. */
async function runStep(...given: Parameters<typeof runStepOnce>): Promise<Step> {
  const { state } = github
  const { lastId, rateRemaining } = state
  const [artifacts, comments] = [[...state.artifacts], [...state.comments]]
  return await untilCalm(
    () => runStepOnce(...given),
    ({ summary }) => summary,
    () => {
      state.artifacts.splice(0, Number.POSITIVE_INFINITY, ...artifacts)
      state.comments.splice(0, Number.POSITIVE_INFINITY, ...comments)
      Object.assign(state, { lastId, rateRemaining })
    },
  )
}

async function runStepOnce(
  run: FakeRun,
  payload: object,
  config: string,
  inputs: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<Step> {
  const before = github.requests.length
  await using runner = await createRunner({
    event: run.event,
    payload: { repository, ...payload },
    env: { ...github.env(run), ...env },
    inputs: { 'github-token': github.state.token, key: 'api', ...inputs },
    files: { 'perf-gate.yml': config },
  })
  const step = await runner.start(action).result
  return {
    ...step,
    requests: github.requests.slice(before),
    comment: readIfThere(join(runner.workspace, 'perf-gate-comment.md')),
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // that run writes none
  }
}

/** Where the newest result is, by the id that the artifact service gave it. */
function artifactUrl(run: FakeRun): string {
  const artifact = github.state.artifacts.findLast(({ name }) => name === 'perf-gate-result-api')
  return `https://github.com/octo-org/covertype/actions/runs/${run.id}/artifacts/${artifact?.id}`
}

function linksOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\]\((https:[^)]*)\)/g)].map(([, url]) => url ?? '')
}

/** Of the requests what does not depend on what was measured. */
function stable(requests: readonly string[]): string {
  return `${requests.map((line) => line.replace(/ (\{.*\}) -> /, (_, body: string) => ` ${bodyOf(body)} -> `)).join('\n')}\n`
}

function bodyOf(json: string): string {
  const { body, query } = JSON.parse(json) as { readonly body?: string; readonly query?: string }
  if (query !== undefined) return '{a query}'
  const [headline = ''] = body?.split('\n').filter((line) => line.startsWith('## ')) ?? []
  return `{comment of ${readMarker(body ?? '')?.key}: ${headline.replace(/:.*/, '')}}`
}

/** What is uploaded of a run, whatever else its folder holds. */
const OWN_FILES = [
  'perf-gate-csv/exceptions.csv',
  'perf-gate-csv/failures.csv',
  'perf-gate-csv/history.csv',
  'perf-gate-csv/requests.csv',
  'perf-gate-csv/spawn.csv',
  'perf-gate-report.html',
  'perf-gate-report.md',
  'perf-gate-result.json',
]

const pull = (number: number, sha: string, headRepositoryId: number) => ({
  pull_request: {
    number,
    head: { sha, repo: { id: headRepositoryId } },
    base: { ref: 'main', sha: shaOf('b'), repo: { id: 700 } },
  },
})

/** Moves a pull request's head. */
function pushTo(number: number, headSha: string): void {
  const { pulls } = github.state
  pulls.splice(0, pulls.length, ...pulls.map((one) => (one.number === number ? { ...one, headSha } : one)))
}

test('the first run on the base branch passes and stores a baseline with result and report', async () => {
  const run = github.addRun({ headSha: shaOf('a') })
  const step = await runStep(run, {}, configOf('base'))
  expect(step.stdout).toContain(
    "No baseline yet: judged by thresholds only; the base branch's first run will store one.",
  )
  expect(step.exitCode).toBe(0)
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-written': 'false', 'gate-changed': 'false' })
  expect(github.state.artifacts.map(({ name }) => name)).toEqual([
    'perf-gate-result-api',
    expect.stringMatching(/^perf-gate-baseline-api-/),
  ])
  const [result] = github.state.artifacts
  expect(await zipNames(result?.zip ?? Buffer.alloc(0))).toEqual(OWN_FILES)
  expect(linksOf(step.summary)).toEqual([artifactUrl(run)])
  expect(stable(step.requests)).toBe(golden('github/1-base.txt', stable(step.requests)))
})

test('a pull request is measured side by side with the image of that baseline, and gets a comment', async () => {
  github.addPull({ headSha: shaOf('c') })
  const run = github.addRun({
    event: 'pull_request',
    headBranch: 'change',
    headSha: shaOf('c'),
    mergeSha: mergeOf(shaOf('c')),
  })
  const step = await runStep(run, pull(1, shaOf('c'), 700), configOf('slower', { rounds: 6 }))
  expect(step.stdout).toContain('Compared with')
  expect(step.exitCode).toBe(1)
  expect(step.outputs).toMatchObject({ verdict: 'fail', 'comment-written': 'true', 'gate-changed': 'true' })
  const [comment] = github.state.comments
  expect(comment?.body).toMatch(/^## ❌ Fail: `steady`: RPS -/m)
  expect(comment?.body).toContain(
    '> This change tightens the gate: paired comparison no longer switched off by rounds: 1.',
  )
  expect(linksOf(comment?.body ?? '')).toContain(artifactUrl(run))
  expect(linksOf(step.summary)).toEqual([artifactUrl(run)])
  expect(stable(step.requests)).toBe(golden('github/2-pull-request.txt', stable(step.requests)))
})

test('the next push brings the one comment up to date, and says what the change does to the gate', async () => {
  pushTo(1, shaOf('d'))
  const run = github.addRun({
    event: 'pull_request',
    headBranch: 'change',
    headSha: shaOf('d'),
    mergeSha: mergeOf(shaOf('d')),
  })
  const step = await runStep(run, pull(1, shaOf('d'), 700), configOf('base', { rps: 10 }))
  expect(step.exitCode).toBe(0)
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-written': 'true', 'gate-changed': 'true' })
  expect(github.state.comments).toHaveLength(1)
  expect(github.state.comments[0]?.body).toMatch(
    /\n> \[!WARNING\]\n> This change loosens the gate: `steady` RPS 20\/s → 10\/s\.\n/,
  )
  expect(stable(step.requests)).toBe(golden('github/3-next-push.txt', stable(step.requests)))
})

test('a fork that may not comment has summary, file and output, and no warning', async () => {
  github.addPull({ headOwner: 'forker', headBranch: 'main', headSha: shaOf('e') })
  github.fault({
    route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    status: 403,
    message: 'Resource not accessible by integration',
  })
  const run = github.addRun({
    event: 'pull_request',
    headBranch: 'main',
    headSha: shaOf('e'),
    mergeSha: mergeOf(shaOf('e')),
    headRepositoryId: 701,
    headOwner: 'forker',
  })
  const step = await runStep(run, pull(2, shaOf('e'), 701), configOf('base'))
  github.faults.clear()
  expect(step.exitCode).toBe(0)
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-written': 'false' })
  expect(step.annotations).toEqual([])
  expect(step.stdout).toContain('No comment, because the pull request is from a fork')
  expect(step.comment).toMatch(/^## ✅ Pass/)
  expect(step.summary).toContain('✅ Pass')
  expect(stable(step.requests)).toBe(golden('github/4-fork.txt', stable(step.requests)))
})

/** The workflow that comments on behalf of the last pull request's run. */
async function commentFor(fork: FakeRun | undefined): Promise<Step> {
  const run = github.addRun({ event: 'workflow_run', path: '.github/workflows/comment.yml' })
  return await runStep(run, { workflow_run: { id: fork?.id } }, '', { mode: 'comment' })
}

test('a workflow that may comment tells the pull request of the fork', async () => {
  const step = await commentFor(github.state.runs.findLast(({ event }) => event === 'pull_request'))
  expect(step.exitCode).toBe(0)
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-written': 'true', report: '', metrics: '{}' })
  expect(step.outputs['gate-changed']).toBe('false')
  expect(step.stdout).toMatch(
    /^perf-gate-result-api, pull request 2: Pass: all \d checks hold \(it is in the comment\)$/m,
  )
  expect(step.summary).toMatch(
    /^Gate `api` of pull request 2,.*\n\n_The numbers are those of the pull request's own run/,
  )
  const own = github.state.comments.filter(({ issue }) => issue === 2)
  expect(own.map(({ body }) => readMarker(body)?.key)).toEqual(['api'])
  expect(own[0]?.body).toContain("The numbers are those of the pull request's own run")
  expect(stable(step.requests)).toBe(golden('github/5-comment.txt', stable(step.requests)))
})

test('its next push has its own verdict in the same comment, which stays', async () => {
  pushTo(2, shaOf('3'))
  const fork = github.addRun({
    event: 'pull_request',
    headBranch: 'main',
    headSha: shaOf('3'),
    mergeSha: mergeOf(shaOf('3')),
    headRepositoryId: 701,
    headOwner: 'forker',
  })
  github.fault({
    route: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    status: 403,
    message: 'Resource not accessible by integration',
  })
  await runStep(fork, pull(2, shaOf('3'), 701), configOf('base', { rps: 10_000 }))
  github.faults.clear()
  const step = await commentFor(fork)
  expect(step.exitCode).toBe(0)
  expect(step.outputs).toMatchObject({ verdict: 'fail', 'comment-written': 'true' })
  const own = github.state.comments.filter(({ issue }) => issue === 2)
  expect(own.map(({ body }) => readMarker(body)?.commit)).toEqual([shaOf('3')])
  expect(own[0]?.body).toMatch(/^## ❌ Fail/m)
  expect(step.requests.filter((line) => line.startsWith('PATCH'))).toHaveLength(1)
})

test('a gate on behalf of anybody is refused before it starts anything', async () => {
  const run = github.addRun({ event: 'pull_request_target', headBranch: 'main' })
  const step = await runStep(run, pull(2, shaOf('e'), 701), configOf('base'))
  expect(step.exitCode).toBe(2)
  expect(step.annotations[0]?.message).toContain(
    'input "allow-untrusted-event": pull_request_target gives this job secrets',
  )
  expect(step.requests).toEqual([])
})

test('to comment needs a run to comment for', async () => {
  const step = await runStep(github.addRun(), {}, '', { mode: 'comment' })
  expect(step.exitCode).toBe(2)
  expect(step.annotations[0]?.message).toContain(
    'comment answers for a run that has ended, and this event is about none',
  )
  expect(step.requests).toEqual([])
})

test.each([
  [
    'act',
    { ACT: 'true' },
    /No baseline is looked up: act has no earlier runs to look in\. Name a file by "baseline-path"/,
    0,
  ],
  [
    'GitHub Enterprise Server',
    { GITHUB_SERVER_URL: 'https://git.acme.example' },
    /No baseline is stored: the artifact service of git\.acme\.example takes no artifacts.*"baseline-path"/,
    5,
  ],
])('on the base branch under %s what cannot be done is said once, and is no error', async (_, env, said, calls) => {
  const step = await runStep(github.addRun({ headSha: shaOf('a') }), {}, configOf('base'), {}, env)
  expect(step.exitCode).toBe(0)
  expect(step.annotations).toEqual([])
  expect(step.stdout).toMatch(said)
  expect(step.stdout.match(/"baseline-path"/g)).toHaveLength(1)
  expect(step.requests.filter((line) => line.startsWith('twirp'))).toEqual([])
  expect(step.requests.length).toBeLessThanOrEqual(calls)
})

test('under act nobody is told anything, although there is a token and a pull request', async () => {
  const run = github.addRun({
    event: 'pull_request',
    headBranch: 'change',
    headSha: shaOf('d'),
    mergeSha: mergeOf(shaOf('d')),
  })
  const step = await runStep(run, pull(1, shaOf('d'), 700), configOf('base'), {}, { ACT: 'true' })
  expect(step.exitCode).toBe(0)
  expect(step.comment).toMatch(/^## ✅ Pass/)
  expect(step.requests).toEqual([])
})

test('where the upload is refused the summary has no link, and one warning says so', async () => {
  github.fault({ route: 'twirp CreateArtifact', status: 403, message: 'not today' })
  const run = github.addRun({ event: 'merge_group', headBranch: 'gh-readonly-queue/main/pr-1', headSha: shaOf('f') })
  const payload = { merge_group: { base_ref: 'refs/heads/main', base_sha: shaOf('b') } }
  const step = await runStep(run, payload, configOf('base'))
  github.faults.clear()
  expect(step.exitCode).toBe(0)
  expect(step.summary).toContain('✅ Pass')
  expect(linksOf(step.summary)).toEqual([])
  const said = step.annotations.map(({ message }) => message).filter((message) => message.includes('upload'))
  expect(said).toEqual([expect.stringContaining('The result artifact could not be written')])
})

test('in the merge queue the baseline is found, and nobody is told', async () => {
  const run = github.addRun({ event: 'merge_group', headBranch: 'gh-readonly-queue/main/pr-1', headSha: shaOf('f') })
  const payload = { merge_group: { base_ref: 'refs/heads/main', base_sha: shaOf('b') } }
  const step = await runStep(run, payload, configOf('base'))
  expect(step.exitCode).toBe(0)
  expect(step.stdout).toContain('there is nothing to compare')
  expect(step.outputs['comment-written']).toBe('false')
  expect(stable(step.requests)).toBe(golden('github/6-merge-queue.txt', stable(step.requests)))
})

test('once merged, the base branch adds to its baseline', async () => {
  const step = await runStep(github.addRun({ headSha: shaOf('b') }), {}, configOf('base'))
  expect(step.exitCode).toBe(0)
  const newest = github.state.artifacts.findLast(({ name }) => name.startsWith('perf-gate-baseline'))
  const file = await unzipFile(newest?.zip ?? Buffer.alloc(0), {
    name: 'perf-gate-baseline.json',
    maxBytes: 1e6,
    mostFiles: 1,
  })
  const decoded = decodeBaseline(file.state === 'good' ? file.text : '')
  expect(decoded.state === 'good' && decoded.baseline.runs.map(({ commit }) => commit)).toEqual([
    shaOf('a'),
    shaOf('b'),
  ])
  expect(stable(step.requests)).toBe(golden('github/7-merged.txt', stable(step.requests)))
})

test('a change that switches the comparison off is told as that, and finds the gate of the base branch all the same', async () => {
  const run = github.addRun({
    event: 'pull_request',
    headBranch: 'change',
    headSha: shaOf('d'),
    mergeSha: mergeOf(shaOf('d')),
  })
  const off = `${configOf('slower', { rps: 10 })}baseline: { compare: none }\n`
  const step = await runStep(run, pull(1, shaOf('d'), 700), off)
  expect(step.exitCode).toBe(0)
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'gate-changed': 'true' })
  expect(github.state.comments.find(({ issue }) => issue === 1)?.body).toMatch(
    /-->\n> \[!WARNING\]\n> This change loosens the gate: the comparison with the base branch is switched off; `steady` RPS 20\/s → 10\/s\.\n/,
  )
  expect(step.summary).toContain('the comparison with the base branch is switched off')
})

describe('a change that loosens the gate is told so, or that nobody knows,', () => {
  const looser = (rest: string, inputs: Record<string, string> = {}) => {
    const head = { headBranch: 'change', headSha: shaOf('d'), mergeSha: mergeOf(shaOf('d')) }
    const run = github.addRun({ event: 'pull_request', ...head })
    return runStep(run, pull(1, shaOf('d'), 700), configOf('base', { rps: 10 }) + rest, inputs)
  }

  test('where it compares itself with a file of its own', async () => {
    const step = await looser('baseline: { path: own.json }\n')
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'gate-changed': 'true' })
    expect(step.comment).toMatch(/> This change loosens the gate: .*RPS 20\/s → 10\/s\.\n/)
    expect(step.comment).toContain('compared with the file of baseline.path')
  })

  test('where it takes another name', async () => {
    const step = await looser('', { key: 'renamed' })
    expect(step.outputs).toMatchObject({ verdict: 'pass', 'gate-changed': '' })
    expect(step.comment).toContain(
      'Whether this change loosens the gate is not known: the base branch has stored baselines of other gates',
    )
  })
})

describe('a comment that says pass does not outlive its commit', () => {
  const keyless = { key: '' }
  const ownComments = () => github.state.comments.filter(({ issue }) => issue === 3).map(({ body }) => body)
  const pushOf = (sha: string) => {
    pushTo(3, sha)
    return github.addRun({ event: 'pull_request', headBranch: 'another', headSha: sha, mergeSha: mergeOf(sha) })
  }

  beforeEach(async () => {
    github.state.comments.splice(0)
    if (github.state.pulls.length < 3) github.addPull({ headBranch: 'another', headSha: shaOf('1') })
    const step = await runStep(pushOf(shaOf('1')), pull(3, shaOf('1'), 700), configOf('base'), keyless)
    expect(step.outputs['comment-written']).toBe('true')
    expect(ownComments()).toEqual([expect.stringContaining('## ✅ Pass')])
  })

  test.each<[string, () => string, Record<string, string>, RegExp]>([
    [
      'where the configuration breaks',
      () => 'target: [',
      { ...keyless, comment: 'on-failure' },
      /Could not judge: (one|\d+) problems? in the configuration/,
    ],
    ['where the image is gone', () => configOf('none'), keyless, /Could not judge: /],
  ])('%s', async (_, config, inputs, headline) => {
    const step = await runStepOnce(pushOf(shaOf('2')), pull(3, shaOf('2'), 700), config(), inputs)
    expect(step.exitCode).toBe(2)
    expect(step.outputs['comment-written']).toBe('true')
    expect(ownComments()).toEqual([expect.stringMatching(headline)])
    expect(ownComments()[0]).toContain('commit `222222222222`')
    expect(ownComments()[0]).not.toContain('✅ Pass')
  })

  test('where the run is cancelled', async () => {
    const run = pushOf(shaOf('2'))
    await using runner = await createRunner({
      event: run.event,
      payload: { repository, ...pull(3, shaOf('2'), 700) },
      env: github.env(run),
      inputs: { 'github-token': github.state.token },
      files: { 'perf-gate.yml': configOf('base', { rounds: 5 }) },
    })
    const step = runner.start(action)
    await step.waitFor('::group::Load')
    const asked = performance.now()
    step.kill('SIGINT')
    expect((await step.result).exitCode).toBe(130)
    expect(performance.now() - asked).toBeLessThan(7500)
    expect(ownComments()).toEqual([expect.stringContaining('## ❔ Could not judge: the run was interrupted')])
  })
})
