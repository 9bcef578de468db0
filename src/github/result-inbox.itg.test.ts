import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FakeRun, shaOf } from '../../fixtures/github/state.ts'
import { zipOf } from '../../fixtures/github/zip.ts'
import { SetupError } from '../model/errors.ts'
import { plainText } from '../model/outside.ts'
import type { Output } from '../ports.ts'
import { type ForeignGate, finishedRun, resultInbox } from './result-inbox.ts'
import { type Kit, startKit } from './test/api-kit.ts'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit[Symbol.asyncDispose]())

const NAME = 'perf-gate-result-api'
const FILES = { 'perf-gate-result.json': '{}', 'perf-gate-report.md': '#' }
const noComment: Output = { name: 'comment', publish: async () => ({ state: 'skipped' }) }

/** The run of a fork's pull request, whose branch is named like the base's. */
function addFork(facts: Partial<FakeRun> = {}): FakeRun {
  const { github } = kit
  github.addPull({ headOwner: 'forker', headBranch: 'main', headSha: shaOf('c') })
  const fork = { headOwner: 'forker', headBranch: 'main', headSha: shaOf('c'), headRepositoryId: 701 }
  return github.addRun({ event: 'pull_request', ...fork, ...facts })
}

/** What was received: each letter's name with its text, or why it has none; and which comments are to be made. */
async function receive(runId: number) {
  const { owner, repo, repositoryId } = kit.github.state
  const gates: ForeignGate[] = []
  const commentOf = (gate: ForeignGate) => {
    gates.push(gate)
    return noComment
  }
  const base = { owner, repo, repositoryId }
  const letters = await resultInbox({ api: kit.api, base, runId, commentOf, log: kit.scope.log }).receive()
  const texts = letters.map(
    ({ name, file }) => `${name.outside}: ${file.state === 'text' ? file.text : plainText(file.why)}`,
  )
  return { texts, gates }
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
          commit: shaOf('c'),
          runId: run.id,
          artifactId: id,
        },
      ],
    })
  })

  test('of more gates than anybody has are cut', async () => {
    const run = addFork()
    for (let gate = 0; gate < 25; gate += 1) kit.github.addArtifact(run, { name: `${NAME}${gate}`, files: FILES })
    expect((await receive(run.id)).gates).toHaveLength(20)
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
