import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGithub, startFakeGithub } from '../../../fixtures/github/fake-github.ts'
import { type FakeRun, shaOf } from '../../../fixtures/github/state.ts'
import { makeResult, storedBaseline, thresholds } from '../../../fixtures/results.ts'
import { createRunner } from '../../../fixtures/runner.ts'
import { artifactName } from '../../github/artifact-name.ts'
import { encodeBaseline } from '../../model/result/baseline.ts'
import { encodeResult } from '../../model/result/result.ts'

/** The bundled action as a workflow on `workflow_run` starts it: it needs no engine. */
const action = fileURLToPath(new URL('../../../dist/action.js', import.meta.url))

let github: FakeGithub
let fork: FakeRun
beforeEach(async () => {
  github = await startFakeGithub()
  github.state.commits.set(shaOf('b'), [])
  const head = { headOwner: 'forker', headBranch: 'main', headSha: shaOf('c') }
  github.addPull(head)
  fork = github.addRun({ event: 'pull_request', headRepositoryId: 701, ...head })
})
afterEach(() => github[Symbol.asyncDispose]())

const result = makeResult({ asked: { thresholds: thresholds('rps >= 10') } })
const leave = (name: string, text: string) =>
  github.addArtifact(fork, { name: `perf-gate-result-${name}`, files: { 'perf-gate-result.json': text } })

async function comment(inputs: Record<string, string> = {}) {
  const run = github.addRun({ event: 'workflow_run', path: '.github/workflows/comment.yml' })
  await using runner = await createRunner({
    event: 'workflow_run',
    payload: { repository: { id: 700, default_branch: 'main' }, workflow_run: { id: fork.id } },
    env: github.env(run),
    inputs: { 'github-token': github.state.token, mode: 'comment', ...inputs },
    files: {},
  })
  return await runner.start(action).result
}

test('each gate is told with whose numbers they are, and how its gate differs from that of the base branch', async () => {
  const asked = { ...result.asked, thresholds: thresholds('rps >= 20') }
  const baseline = { ...storedBaseline([{ rps: [100], p95: [50] }]), asked }
  const files = { 'perf-gate-baseline.json': encodeBaseline(baseline) }
  github.addArtifact(github.addRun({ headSha: shaOf('b') }), { name: artifactName('api'), files })
  for (const gate of ['api', 'other']) leave(gate, encodeResult(result, {}))
  const step = await comment()
  expect(step.exitCode).toBe(0)
  expect(step.outputs).toMatchObject({ verdict: 'pass', 'comment-written': 'true', 'gate-changed': 'true' })
  const [api, other] = github.state.comments.map(({ body }) => body)
  expect(api).toContain('> This change loosens the gate: RPS 20/s → 10/s')
  expect(other).toContain('> Whether this change loosens the gate is not known: no run of the base branch has stored')
  expect(step.summary).toMatch(/^Gate `api` of pull request 1,.*\n\n_The numbers are those of the pull request's own/)
  expect(step.summary).toMatch(/^Gate `other` of pull request 1,/m)
  expect(step.stdout).toContain(
    'perf-gate-result-api, pull request 1: Pass: the one check holds (it is in the comment)',
  )
})

test('a gate of which nobody knows how it was changed is not said to be the same', async () => {
  leave('api', encodeResult(result, {}))
  expect((await comment()).outputs).toMatchObject({ verdict: 'pass', 'gate-changed': '' })
})

test('one that may not comment fails, and does not speak of forks', async () => {
  leave('api', encodeResult(result, {}))
  const message = 'Resource not accessible by integration'
  github.fault({ route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', status: 403, message })
  const step = await comment()
  expect(step.exitCode).toBe(2)
  expect(step.outputs).toMatchObject({ verdict: '', 'comment-written': 'false' })
  expect(step.annotations[0]?.message).toMatch(/could not be told: perf-gate-result-api: .*Resource not accessible/)
  expect(step.annotations[0]?.message).not.toContain('fork')
})

test('one that is not to comment has done its work without', async () => {
  leave('api', encodeResult(result, {}))
  const step = await comment({ comment: 'never' })
  expect([step.exitCode, github.state.comments, step.outputs['comment-written']]).toEqual([0, [], 'false'])
})

test('what somebody made up is judged for no longer than an honest result, and nobody else waits for it', async () => {
  const bomb = encodeResult(result, {}).replaceAll(/"latencyMicros":"[^"]+"/g, '"latencyMicros":"HISTFAAAAAh4nA=="')
  leave('a-bomb', bomb)
  leave('good', encodeResult(result, {}))
  const step = await comment()
  expect(step.exitCode).toBe(0)
  expect(step.stdout).toContain('perf-gate-result-a-bomb: the latencies of stage "steady" are not a histogram')
  expect(github.state.comments).toHaveLength(1)
})
