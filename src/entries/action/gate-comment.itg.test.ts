import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startFakeGithub } from '../../../fixtures/github/fake-github.ts'
import { shaOf } from '../../../fixtures/github/state.ts'
import { createRunner } from '../../../fixtures/runner.ts'
import { withMarker } from '../../github/marker.ts'
import { gateIdentity } from './gate-identity.ts'

const action = fileURLToPath(new URL('../../../dist/action.js', import.meta.url))

const PASS = '## ✅ Pass: all 2 checks hold'

/** A pull request whose comment says that an earlier commit has passed, and a run on the next that cannot judge: no image is started for it. */
async function nextPush(config: string, inputs: Readonly<Record<string, string>>, isFork = false) {
  await using github = await startFakeGithub()
  const pull = github.addPull({ headSha: shaOf('2') })
  const run = github.addRun({ event: 'pull_request', headBranch: 'change', headSha: shaOf('2') })
  const repo = { id: github.state.repositoryId }
  await using runner = await createRunner({
    event: run.event,
    payload: {
      repository: { ...repo, default_branch: 'main' },
      pull_request: {
        number: pull.number,
        head: { sha: shaOf('2'), repo: isFork ? { id: 701 } : repo },
        base: { ref: 'main', sha: shaOf('b'), repo },
      },
    },
    env: github.env(run),
    inputs: { 'github-token': github.state.token, ...inputs },
    files: { 'perf-gate.yml': config },
  })
  const at = { directory: runner.workspace, workspace: runner.workspace, chosen: null }
  const { place } = gateIdentity({ env: { ...github.env(run), INPUT_CONFIG: 'perf-gate.yml' }, ...at })
  github.addComment(pull.number, { body: withMarker({ id: 'gate-1' }, PASS, { place, commit: shaOf('1') }) })
  if (isFork) github.fault({ route: UPDATE, status: 403, message: 'Resource not accessible by integration' })
  const { exitCode, outputs, stdout } = await runner.start(action).result
  const says = github.state.comments.map(({ body }) => body.split('\n')[1])
  return { exitCode, isWritten: outputs['comment-written'], says, isExcused: stdout.includes('No comment, because') }
}

const UPDATE = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'

test.each<[string, string, Record<string, string>, string]>([
  ['of a configuration', 'target: [', {}, 'one problem in the configuration'],
  ['with on-failure', 'target: [', { comment: 'on-failure' }, 'one problem in the configuration'],
  ['of an input', 'target: { image: x }\n', { 'fail-on': 'red' }, '2 problems in the configuration'],
  ['of an input of the step', '', { 'allow-untrusted-event': 'maybe' }, 'one problem in the configuration'],
])('a mistake %s does not leave the pass of an earlier commit standing', async (_, config, inputs, why) => {
  const says = [`## ❔ Could not judge: ${why}`]
  expect(await nextPush(config, inputs)).toMatchObject({ exitCode: 2, isWritten: 'true', says })
})

test('a mistake leaves it where nobody is to be told', async () => {
  expect(await nextPush('target: [', { comment: 'never' })).toMatchObject({
    exitCode: 2,
    isWritten: 'false',
    says: [PASS],
  })
})

test.each([
  [false, '## ❔ Could not judge: in this run the step was no gate'],
  [true, PASS],
])('a step that is no gate in this run does not say that it was one, and makes no excuses (fork: %s)', async (isFork, says) => {
  const told = await nextPush('target: [', { mode: 'calibrate' }, isFork)
  expect(told).toMatchObject({ exitCode: 2, says: [says], isExcused: false })
})
