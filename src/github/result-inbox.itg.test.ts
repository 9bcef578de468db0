import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FakeRun, shaOf } from '../../fixtures/github/state.ts'
import { zipOf } from '../../fixtures/github/zip.ts'
import { storedBaseline } from '../../fixtures/results.ts'
import { SetupError } from '../model/errors.ts'
import { plainText } from '../model/outside.ts'
import { encodeBaseline } from '../model/result/baseline.ts'
import { artifactName } from './artifact-name.ts'
import { openComments } from './comment-api.ts'
import { foreignComment } from './foreign-comment.ts'
import { listedOnce } from './listed-once.ts'
import { finishedRun, resultInbox } from './result-inbox.ts'
import { type Kit, startKit } from './test/api-kit.ts'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit[Symbol.asyncDispose]())

const NAME = 'perf-gate-result-api'
const FILES = { 'perf-gate-result.json': '{}', 'perf-gate-report.md': '#' }

/** The run of a fork's pull request, whose branch is named like the base's. */
function addFork(facts: Partial<FakeRun> = {}): FakeRun {
  const { github } = kit
  github.addPull({ headOwner: 'forker', headBranch: 'main', headSha: shaOf('c') })
  const fork = { headOwner: 'forker', headBranch: 'main', headSha: shaOf('c'), headRepositoryId: 701 }
  return github.addRun({ event: 'pull_request', ...fork, ...facts })
}

const RUN_URL = 'https://github.com/octo-org/covertype/actions/runs/1'

async function lettersOf(runId: number) {
  const { owner, repo, repositoryId } = kit.github.state
  const base = { owner, repo, repositoryId }
  const inbox = resultInbox({ api: kit.api, base, runId, runUrl: RUN_URL, log: kit.scope.log })
  return (await inbox.receive()).letters
}

/** What was received: each letter's name with its text, or why it has none; and what it is about. */
async function receive(runId: number) {
  const texts: string[] = []
  const letters = await lettersOf(runId)
  for (const { name, open } of letters) {
    const file = await open()
    texts.push(`${name.outside}: ${file.state === 'text' ? file.text : plainText(file.why)}`)
  }
  return { texts, gates: letters.map(({ about }) => about) }
}

describe('the results of a run', () => {
  test('are received with the pull request that the API knows, the newest of each gate', async () => {
    const run = addFork()
    kit.github.addArtifact(run, { name: NAME, files: { 'perf-gate-result.json': 'old' } })
    const { id } = kit.github.addArtifact(run, { name: NAME, files: FILES })
    kit.github.addArtifact(run, { name: 'coverage', files: FILES })
    expect(await receive(run.id)).toEqual({
      texts: [`${NAME}: {}`],
      gates: [
        {
          key: { id: 'api', label: { outside: 'api' } },
          pullNumber: 1,
          place: expect.stringMatching(/^runs-of-gate-[0-9a-f]+$/),
          commit: shaOf('c'),
          runUrl: RUN_URL,
          artifactUrl: `${RUN_URL}/artifacts/${id}`,
        },
      ],
    })
  })

  test('of more gates than anybody has are cut, the same ones every time, and that is said', async () => {
    const run = addFork()
    for (let gate = 34; gate >= 10; gate -= 1) kit.github.addArtifact(run, { name: `${NAME}${gate}`, files: FILES })
    const { gates } = await receive(run.id)
    expect(gates.map(({ key }) => key.id)).toEqual(Array.from({ length: 20 }, (_, place) => `api${place + 10}`))
    expect(kit.scope.lines).toEqual([
      `warning: Run ${run.id} has left results of 25 gates, and 20 are the most that are answered for. Not: ${[30, 31, 32, 33, 34].map((gate) => NAME + gate).join(', ')}.`,
    ])
  })

  test('are found behind hundreds of other artifacts, and more than a thousand are said to be too many', async () => {
    const run = addFork()
    kit.github.addArtifact(run, { name: NAME, files: FILES })
    for (let count = 0; count < 250; count += 1) kit.github.addArtifact(run, { name: `log-${count}`, files: {} })
    expect((await receive(run.id)).texts).toEqual([`${NAME}: {}`])
    for (let count = 0; count < 750; count += 1) kit.github.addArtifact(run, { name: `more-${count}`, files: {} })
    expect((await receive(run.id)).texts).toEqual([])
    expect(kit.scope.lines.at(-1)).toMatch(/has left more than 1000 artifacts: only these were looked through/)
  })

  test('of twenty gates are received, looked up and told within the calls that there are', async () => {
    const { github, api } = kit
    const run = addFork()
    for (let gate = 10; gate < 30; gate += 1) github.addArtifact(run, { name: `${NAME}${gate}`, files: FILES })
    for (let count = 0; count < 120; count += 1) github.addComment(1, { login: 'octocat', body: 'hello' })
    const { owner, repo } = github.state
    const comments = listedOnce(openComments(api, { owner, repo, number: 1 }))
    const output = foreignComment({ modeOf: () => 'always', commentsOf: () => comments })
    const verdict = { outcome: 'pass', headline: [], gateChanged: null, isNews: false, summary: '' } as const
    for (const { name, about, open, gateBefore } of await lettersOf(run.id)) {
      expect([name, await open(), (await gateBefore()).state]).toEqual([name, { state: 'text', text: '{}' }, 'unknown'])
      const told = await output.publish({ ...verdict, comments: [about.key.id] }, about)
      expect(told).toEqual({ state: 'written' })
    }
    expect(github.state.comments).toHaveLength(140)
    expect(github.requests.filter((line) => /^GET .*\/comments\?/.test(line)).length).toBeLessThan(25)
    expect(github.requests.filter((line) => /\/workflows\/ci.yml\/runs\?/.test(line))).toHaveLength(1)
  })

  test('of many gates whose baselines take many calls to find leave each its own comment', async () => {
    const { github, api } = kit
    github.state.commits.set(shaOf('b'), [])
    const run = addFork()
    for (let gate = 10; gate < 30; gate += 1) {
      github.addArtifact(run, { name: `${NAME}${gate}`, files: FILES })
      for (let count = 0; count < 10; count += 1) {
        const stranger = github.addRun({ event: 'pull_request', headBranch: 'main', headSha: shaOf('b') })
        github.addArtifact(stranger, { name: artifactName(`api${gate}`), files: FILES })
      }
    }
    const asked = github.requests.length
    const { owner, repo } = github.state
    const comments = listedOnce(openComments(api, { owner, repo, number: 1 }))
    const output = foreignComment({ modeOf: () => 'always', commentsOf: () => comments })
    const verdict = { outcome: 'pass', headline: [], gateChanged: null, isNews: false, summary: '' } as const
    const why: string[] = []
    for (const { about, open, gateBefore } of await lettersOf(run.id)) {
      expect(await open()).toEqual({ state: 'text', text: '{}' })
      const gate = await gateBefore()
      if (gate.state === 'unknown') why.push(plainText(gate.why))
      const told = await output.publish({ ...verdict, comments: [about.key.id] }, about)
      expect(told).toEqual({ state: 'written' })
    }
    expect(github.state.comments).toHaveLength(20)
    expect(github.requests.length - asked).toBeLessThanOrEqual(61 + 150)
    expect(why[0]).toContain('no run of the base branch has stored a baseline')
    expect(why.at(-1)).toContain('the calls to GitHub that are left are for the comments')
  })

  test.each([
    403, 503,
  ])('that the storage refuses with %i is unreadable, and the others are received', async (status) => {
    const run = addFork()
    for (const gate of ['a', 'b']) kit.github.addArtifact(run, { name: `${NAME}${gate}`, files: FILES })
    const route = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}'
    kit.github.fault({ route, status, times: status === 403 ? 1 : 4 })
    const { texts } = await receive(run.id)
    expect(texts[0]).toContain(`GitHub answered ${status}`)
    expect(texts[1]).toBe(`${NAME}b: {}`)
  })

  test('come with the gate of the base branch, by a baseline of the same workflow and no other', async () => {
    const { github } = kit
    github.state.commits.set(shaOf('b'), [])
    const run = addFork()
    kit.github.addArtifact(run, { name: NAME, files: FILES })
    const baseline = storedBaseline([{ rps: [100], p95: [50] }])
    const files = { 'perf-gate-baseline.json': encodeBaseline(baseline) }
    const name = artifactName('api')
    github.addArtifact(github.addRun({ headSha: shaOf('b'), path: '.github/workflows/other.yml' }), { name, files })
    const [before] = await lettersOf(run.id)
    const unknown = await before?.gateBefore()
    expect(unknown?.state === 'unknown' && plainText(unknown.why)).toMatch(/no run of the base branch has stored/)
    github.addArtifact(github.addRun({ headSha: shaOf('b') }), { name, files })
    const [after] = await lettersOf(run.id)
    expect(await after?.gateBefore()).toEqual({ state: 'known', gate: { plan: baseline.plan, asked: null } })
  })

  test.each<[string, object, RegExp]>([
    ['expired', { files: FILES, expired: true }, /it has expired$/],
    ['stated as too large', { files: FILES, sizeBytes: 1e9 }, /it has 1000000000 bytes/],
    ['with another digest', { files: FILES, digest: `sha256:${'0'.repeat(64)}` }, /its digest is .*, not/],
    ['without a result', { files: { 'x.json': '{}' } }, /its zip holds x\.json instead of perf-gate-result\.json/],
    ['with a way out', { zip: zipOf([{ name: '../perf-gate-result.json', data: '{}' }]) }, /invalid relative path/],
    [
      'that is a bomb',
      { zip: zipOf([{ name: 'perf-gate-result.json', data: Buffer.alloc(200_000_000) }]) },
      /it may have/,
    ],
    ['that is no zip', { zip: Buffer.from('no') }, /its zip is broken/],
  ])('%s cannot be read, which is a value', async (_, facts, why) => {
    const run = addFork()
    kit.github.addArtifact(run, { name: NAME, ...facts })
    expect((await receive(run.id)).texts[0]).toMatch(why)
  })
})

describe('nobody is told', () => {
  test.each<[string, Partial<FakeRun>]>([
    ['once the pull request has gone on', { headSha: shaOf('d') }],
    ['where the fork is gone', { headRepositoryId: null }],
    ['of another repository of the same owner', { headRepositoryId: 702 }],
  ])('%s, and that is no error', async (_, facts) => {
    const run = addFork(facts)
    kit.github.addArtifact(run, { name: NAME, files: FILES })
    expect(await receive(run.id)).toEqual({ texts: [], gates: [] })
    expect(kit.scope.lines).toEqual([expect.stringMatching(/^No open pull request has the commit of run/)])
  })

  test('of a run that left nothing', async () => {
    const run = addFork()
    await receive(run.id)
    expect(kit.scope.lines).toEqual([`Run ${run.id} has left no result of perf-gate.`])
  })
})

test('nobody is told of a branch that is proposed twice, and that is what is said', async () => {
  const run = addFork()
  kit.github.addPull({ headOwner: 'forker', headBranch: 'main', headSha: shaOf('c'), baseBranch: 'release' })
  expect(await receive(run.id)).toEqual({ texts: [], gates: [] })
  expect(kit.scope.lines).toEqual([
    expect.stringMatching(/^Several open pull requests \(2, 1\) have the commit of run/),
  ])
})

describe('a run is not answered for', () => {
  test.each<[string, Partial<FakeRun>, RegExp]>([
    ['that no pull request caused', { event: 'push' }, /it was started by push, not by pull_request/],
    ['that ran with secrets', { event: 'pull_request_target' }, /it was started by pull_request_target/],
    ['of another repository', { repositoryId: 1 }, /it belongs to another repository/],
  ])('%s', async (_, facts, why) => {
    await expect(receive(addFork(facts).id)).rejects.toThrow(why)
  })

  test('that GitHub does not know, or will not tell of', async () => {
    await expect(receive(5)).rejects.toThrow(/The run 5 cannot be answered for: GitHub does not know it/)
    kit.github.fault({ route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}', status: 403 })
    const refused = receive(addFork().id)
    await expect(refused).rejects.toThrow(SetupError)
    await expect(refused).rejects.toThrow(/GitHub answered 403[\s\S]*"actions: read"/)
  })
})

test('only a run that has ended is one to answer for', () => {
  const payload = { workflow_run: { id: 7 }, repository: { id: 700 } }
  expect(finishedRun('workflow_run', payload)).toEqual({ runId: 7, repositoryId: 700 })
  expect([finishedRun('pull_request', payload), finishedRun('workflow_run', { workflow_run: {} })]).toEqual([
    null,
    null,
  ])
})
