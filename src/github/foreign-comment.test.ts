import { expect, test } from 'vitest'
import { outside, words } from '../model/outside.ts'
import type { ForeignVerdict } from '../ports.ts'
import { ApiFailure } from './api-failure.ts'
import type { Comments } from './comment-api.ts'
import type { CommentMode } from './comment-mode.ts'
import { foreignComment } from './foreign-comment.ts'
import { foreignPlace } from './foreign-place.ts'
import { listedOnce } from './listed-once.ts'
import { withMarker } from './marker.ts'

const about = {
  key: { id: 'api', label: outside('api') },
  pullNumber: 7,
  place: 'runs-of-ci',
  commit: 'c'.repeat(40),
  runUrl: null,
  artifactUrl: null,
}
const verdict: ForeignVerdict = {
  outcome: 'pass',
  headline: words`Pass`,
  gateChanged: null,
  isNews: false,
  summary: '',
  comments: ['x'.repeat(40_000), 'short'],
}

/** Publishes one verdict to a pull request that takes bodies of so many bytes. */
async function publish(mode: CommentMode, given: Partial<ForeignVerdict> = {}, refusal: ApiFailure | null = null) {
  const bodies: string[] = []
  const comments: Comments = {
    list: async () => [],
    identify: async () => ({ login: null, minimized: new Set<string>() }),
    async create(body) {
      if (refusal !== null && (refusal.status !== 422 || body.length > 30_000)) throw refusal
      bodies.push(body)
      return { id: 1, nodeId: 'a', author: null, body }
    },
    update: async () => undefined,
    remove: async () => undefined,
    head: async () => about.commit,
  }
  const output = foreignComment({ modeOf: () => mode, commentsOf: () => comments })
  const { state } = await output.publish({ ...verdict, ...given }, about)
  return { state, lengths: bodies.map((body) => (body.length > 30_000 ? 'long' : 'short')) }
}

test.each<[string, CommentMode, Partial<ForeignVerdict>, object]>([
  ['always', 'always', {}, { state: 'written', lengths: ['long'] }],
  ['on-failure, and it passes', 'on-failure', {}, { state: 'skipped', lengths: [] }],
  ['on-failure, and it is news', 'on-failure', { isNews: true }, { state: 'written', lengths: ['long'] }],
  ['never', 'never', { isNews: true }, { state: 'skipped', lengths: [] }],
])('the pull request is told: %s', async (_, mode, given, expected) => {
  expect(await publish(mode, given)).toEqual(expected)
})

test('where the long version does not fit the short one is told', async () => {
  const tooLong = new ApiFailure(422, words`GitHub answered 422: body is too long`)
  expect(await publish('always', {}, tooLong)).toEqual({ state: 'written', lengths: ['short'] })
})

test('a refusal is told', async () => {
  expect(await publish('always', {}, new ApiFailure(403, words`no`))).toEqual({ state: 'refused', lengths: [] })
})

test.each<[CommentMode, number]>([
  ['on-failure', 1],
  ['never', 0],
])('what was told of an earlier commit is corrected where the run has left nothing (%s)', async (mode, written) => {
  const updates: string[] = []
  const told = (commit: string, place: string) => withMarker(about.key, '## ✅ Pass', { place, commit })
  const bodies = [told('a'.repeat(40), about.place), told(about.commit, about.place), told('a'.repeat(40), 'elsewhere')]
  const comments = {
    list: async () =>
      bodies.map((body, id) => ({
        id,
        nodeId: String(id),
        author: { login: 'github-actions[bot]', isBot: true },
        body,
      })),
    identify: async () => ({ login: null, minimized: new Set<string>() }),
    async update(id: number, body: string) {
      updates.push(`${id} ${body}`)
    },
    head: async () => about.commit,
  } as unknown as Comments
  const output = foreignComment({ modeOf: () => mode, commentsOf: () => comments })
  expect(await output.correct(about, { judged: [], unanswered: [] })).toEqual({
    state: written === 0 ? 'skipped' : 'written',
  })
  expect(updates).toHaveLength(written)
  if (written === 0) return
  expect(updates[0]).toMatch(
    /^0 <!-- perf-gate key=api place=runs-of-ci commit=c{40} .*\n## ❔ Could not judge: the run has left no result of this gate\n/,
  )
})

test('a verdict that was just told is not taken for an earlier one, and a reason that is known is said', async () => {
  const told = (id: string) => withMarker({ id }, '## ✅ Pass', { place: about.place, commit: 'a'.repeat(40) })
  const author = { login: 'github-actions[bot]', isBot: true }
  const all = ['api', 'bad', 'gone'].map((id, place) => ({ id: place, nodeId: id, author, body: told(id) }))
  const comments: Comments = {
    list: async () => all.map((comment) => ({ ...comment })),
    identify: async () => ({ login: null, minimized: new Set<string>() }),
    create: () => Promise.reject(new Error('none is made')),
    update: async (id, body) => {
      Object.assign(all[id] ?? {}, { body })
    },
    remove: () => Promise.reject(new Error('none is removed')),
    head: async () => about.commit,
  }
  const once = listedOnce(comments)
  const output = foreignComment({ modeOf: () => 'always', commentsOf: () => once })
  await output.publish({ ...verdict, comments: ['## ❌ Fail'] }, about)
  const bad = { key: { id: 'bad', label: outside('bad') }, why: words`it is broken` }
  const corrected = await output.correct(about, { judged: [about.key], unanswered: [bad] })
  expect(corrected).toEqual({ state: 'written' })
  expect(all.map(({ body }) => /^## (.*)$/m.exec(body)?.[1])).toEqual([
    '❌ Fail',
    '❔ Could not judge: it is broken',
    '❔ Could not judge: the run has left no result of this gate',
  ])
})

const OWN_COMMIT = about.commit
const EARLIER = 'a'.repeat(40)
test.each<[string, string | null, string, 'written' | 'skipped']>([
  ['of the same runs is brought up to date', about.place, EARLIER, 'written'],
  ['that does not say where it is from is brought up to date', null, EARLIER, 'written'],
  ['by which a gate told this commit itself is left', 'gate-0123', OWN_COMMIT, 'skipped'],
  ['by which a gate told an earlier commit itself is brought up to date', 'gate-0123', EARLIER, 'written'],
  ["of another workflow's runs is left", foreignPlace('.github/workflows/lint.yml'), EARLIER, 'skipped'],
])('a comment of the same name %s', async (_, place, commit, state) => {
  const before = withMarker(about.key, '## ✅ Pass', place === null ? null : { place, commit })
  const author = { login: 'github-actions[bot]', isBot: true }
  const bodies = [before]
  const comments: Comments = {
    list: async () => bodies.map((body, id) => ({ id, nodeId: String(id), author, body })),
    identify: async () => ({ login: null, minimized: new Set<string>() }),
    create: () => Promise.reject(new Error('none is made')),
    update: async (id, body) => {
      bodies[id] = body
    },
    remove: () => Promise.reject(new Error('none is removed')),
    head: async () => about.commit,
  }
  const output = foreignComment({ modeOf: () => 'always', commentsOf: () => comments })
  expect(await output.publish({ ...verdict, comments: ['taken over'] }, about)).toMatchObject({ state })
  expect(bodies[0]?.includes('taken over')).toBe(state === 'written')
})
