import { expect, test } from 'vitest'
import { plainText } from '../model/outside.ts'
import { ApiBudget, FOR_COMMENT } from './api-budget.ts'
import { openApi } from './api-client.ts'
import { listArtifacts } from './artifact-list.ts'
import { openComments } from './comment-api.ts'
import { withMarker } from './marker.ts'
import { placeComment } from './sticky.ts'
import { type Kit, startKit } from './test/api-kit.ts'
import { origin } from './test/origin.ts'

const key = { id: 'gate' }

/** A pull request of a fake GitHub, and one comment placed on it. */
function placer({ github, api }: Kit) {
  const pull = github.addPull()
  const { owner, repo } = github.state
  const comments = openComments(api, { owner, repo, number: pull.number })
  const place = (body: string) => placeComment(comments, { key, standing: null, render: () => body, mayCreate: true })
  return { pull, place }
}

test('a comment is made, found again behind 200 others, and brought up to date', async () => {
  await using kit = await startKit()
  const { pull, place } = placer(kit)
  for (let count = 0; count < 200; count += 1) kit.github.addComment(pull.number, { login: 'octocat', body: 'hello' })
  expect(await place('one')).toEqual({ state: 'created' })
  expect(await place('two')).toEqual({ state: 'updated' })
  expect(await place('two')).toEqual({ state: 'unchanged' })
  const own = kit.github.state.comments.filter(({ login }) => login === kit.github.state.login)
  expect(own.map(({ body }) => body)).toEqual([withMarker(key, 'two')])
})

test('of two comments after a race the newer is removed', async () => {
  await using kit = await startKit()
  const { pull, place } = placer(kit)
  for (const body of ['one', 'two']) kit.github.addComment(pull.number, { body: withMarker(key, body) })
  expect(await place('three')).toEqual({ state: 'updated' })
  expect(kit.github.state.comments.map(({ body }) => body)).toEqual([withMarker(key, 'three')])
})

test('one that somebody has hidden is left hidden, and another is made', async () => {
  await using kit = await startKit()
  const { pull, place } = placer(kit)
  kit.github.addComment(pull.number, { body: withMarker(key, 'one'), minimized: true })
  expect(await place('two')).toEqual({ state: 'created' })
  expect(kit.github.state.comments.map(({ body }) => body)).toEqual([withMarker(key, 'one'), withMarker(key, 'two')])
})

test('one that is hidden is known as that behind however many that carry the mark, of people or of our own', async () => {
  await using kit = await startKit()
  const { pull, place } = placer(kit)
  kit.github.addComment(pull.number, { body: withMarker(key, 'hidden'), minimized: true })
  for (let count = 0; count < 150; count += 1) {
    kit.github.addComment(pull.number, { login: 'mallory', body: withMarker(key, `forged ${count}`) })
  }
  expect(await place('two')).toEqual({ state: 'created' })
  expect(kit.github.requests.filter((line) => line.startsWith('POST /graphql'))).toHaveLength(1)
  for (let count = 0; count < 120; count += 1) {
    kit.github.addComment(pull.number, { body: withMarker(key, `more ${count}`), minimized: true })
  }
  expect(await place('three')).toEqual({ state: 'updated' })
  const shown = kit.github.state.comments.filter(({ login, minimized }) => login !== 'mallory' && !minimized)
  expect(shown.map(({ body }) => body)).toEqual([withMarker(key, 'three')])
})

test("a person's own comment is found among those that others have forged", async () => {
  await using kit = await startKit()
  const { pull, place } = placer(kit)
  kit.github.state.login = 'octocat'
  for (let count = 0; count < 3; count += 1) {
    kit.github.addComment(pull.number, { login: 'mallory', body: withMarker(key, 'forged') })
  }
  kit.github.addComment(pull.number, { login: 'octocat', body: withMarker(key, 'hidden'), minimized: true })
  kit.github.addComment(pull.number, { login: 'octocat', body: withMarker(key, 'one') })
  expect(await place('two')).toEqual({ state: 'updated' })
  expect(kit.github.state.comments.at(-1)?.body).toBe(withMarker(key, 'two'))
})

test('what GitHub knows of the others counts where one of them is gone meanwhile', async () => {
  await using kit = await startKit()
  const { owner, repo } = kit.github.state
  const pull = kit.github.addPull()
  kit.github.addComment(pull.number, { body: 'hidden', minimized: true })
  const comments = openComments(kit.api, { owner, repo, number: pull.number })
  const [hidden] = (await comments.list(1)).map(({ nodeId }) => nodeId)
  const identity = await comments.identify([hidden ?? '', 'IC_gone'])
  expect(identity).toEqual({ login: 'github-actions', minimized: new Set([hidden]) })
})

test.each([
  403, 500,
])('where GitHub does not say who we are (%i), the comment of its usual author is found', async (status) => {
  await using kit = await startKit()
  const { pull, place } = placer(kit)
  kit.github.fault({ route: 'POST /graphql', status })
  kit.github.addComment(pull.number, { login: 'octocat', body: withMarker(key, 'forged') })
  kit.github.addComment(pull.number, { body: withMarker(key, 'one') })
  expect(await place('two')).toEqual({ state: 'updated' })
  expect(kit.github.state.comments.map(({ body }) => body)).toEqual([withMarker(key, 'forged'), withMarker(key, 'two')])
})

test.each([
  [403, 'Resource not accessible by integration'],
  [404, 'Not Found'],
  [410, 'Gone'],
] as const)('%i %s is a refusal that names what GitHub said', async (status, message) => {
  await using kit = await startKit()
  const { place } = placer(kit)
  kit.github.fault({ route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', status, message })
  const placed = await place('one')
  expect(placed.state === 'refused' && plainText(placed.why)).toContain(message)
})

test('a comment that GitHub finds too long is made shorter once', async () => {
  await using kit = await startKit()
  const { github, api } = kit
  const { owner, repo } = github.state
  const comments = openComments(api, { owner, repo, number: github.addPull().number })
  const asked: number[] = []
  const render = (maxBytes: number) => {
    asked.push(maxBytes)
    return 'x'.repeat(asked.length === 1 ? 70_000 : maxBytes)
  }
  expect(await placeComment(comments, { key, standing: null, render, mayCreate: true })).toEqual({ state: 'created' })
  expect(asked).toEqual([59_600, 29_600])
})

test("however many calls a baseline's look-up would like, enough are kept for a comment behind 1,900 others", async () => {
  const budget = new ApiBudget()
  await using kit = await startKit({ budget: budget.keeping(FOR_COMMENT) })
  const { github, api, scope } = kit
  const { owner, repo, token } = github.state
  for (let tries = 0; tries < 100; tries += 1) {
    await listArtifacts(api, origin, 'any').catch(() => undefined)
  }
  const asked = github.requests.length
  expect(asked).toBe(34)
  const commentApi = openApi({ ...scope, baseUrl: github.apiUrl, token, random: () => 0.5, budget })
  const pull = github.addPull()
  for (let count = 0; count < 1900; count += 1) github.addComment(pull.number, { login: 'octocat', body: 'hello' })
  for (const body of ['one', 'two', 'three']) github.addComment(pull.number, { body: withMarker(key, body) })
  const comments = openComments(commentApi, { owner, repo, number: pull.number })
  const placed = await placeComment(comments, { key, standing: null, render: () => 'four', mayCreate: true })
  expect(placed).toEqual({ state: 'updated' })
  expect(github.state.comments.filter(({ login }) => login !== 'octocat')).toHaveLength(1)
  expect(github.requests.length - asked).toBeLessThanOrEqual(FOR_COMMENT.calls)
})
