import { beforeEach, describe, expect, test } from 'vitest'
import { plainText, words } from '../model/outside.ts'
import { ApiFailure } from './api-failure.ts'
import type { Comment, Comments } from './comment-api.ts'
import { withMarker } from './marker.ts'
import { correctComments } from './stale-comments.ts'
import { placeComment } from './sticky.ts'

const key = { id: 'gate' }
const BOT = 'github-actions[bot]'
const LONGEST = 65_536

/** The comments of one pull request in memory, as GitHub keeps them. */
class Conversation implements Comments {
  comments: Comment[] = []
  readonly calls: string[] = []
  /** Who writes. */
  login = BOT
  /** What GraphQL says of who writes; `null`: nothing. */
  viewer: string | null = BOT
  readonly hidden = new Set<string>()
  refuse: ApiFailure | null = null
  longest = LONGEST
  /** The pull request's head; a failure: GitHub does not say. */
  now: string | ApiFailure = 'a'.repeat(40)
  /** Happens just before the next comment is made: another run is as quick. */
  meanwhile: () => void = () => {}
  #lastId = 0

  add(body: string, login = this.login): Comment {
    this.#lastId += 1
    const author = { login, isBot: login.endsWith('[bot]') }
    const comment = { id: this.#lastId, nodeId: `IC_${this.#lastId}`, author, body }
    this.comments.push(comment)
    return comment
  }

  async list(page: number) {
    this.calls.push(`list ${page}`)
    return this.comments.slice((page - 1) * 100, page * 100)
  }

  async identify(nodeIds: readonly string[]) {
    this.calls.push(`identify ${nodeIds.join(' ')}`)
    const minimized = this.viewer === null ? [] : nodeIds.filter((id) => this.hidden.has(id))
    return { login: this.viewer, minimized: new Set(minimized) }
  }

  async create(body: string) {
    this.calls.push('create')
    this.#check(body)
    this.meanwhile()
    return this.add(body)
  }

  async update(id: number, body: string) {
    this.calls.push(`update ${id}`)
    this.#check(body)
    const place = this.comments.findIndex((one) => one.id === id)
    this.comments = this.comments.with(place, { ...(this.comments[place] as Comment), body })
  }

  async remove(id: number) {
    this.calls.push(`remove ${id}`)
    if (!this.comments.some((one) => one.id === id))
      throw new ApiFailure(404, words`GitHub answered 404 to DELETE: Not Found`)
    this.comments = this.comments.filter((one) => one.id !== id)
  }

  async head() {
    this.calls.push('head')
    if (this.now instanceof ApiFailure) throw this.now
    return this.now
  }

  #check(body: string): void {
    if (this.refuse !== null) throw this.refuse
    if (body.length > this.longest) {
      throw new ApiFailure(
        422,
        words`GitHub answered 422 to POST: Validation Failed: body is too long (maximum is 65536 characters)`,
      )
    }
  }
}

let there: Conversation
beforeEach(() => {
  there = new Conversation()
})

const place = (body: string, mayCreate = true) =>
  placeComment(there, { key, standing: null, render: () => body, mayCreate })
const bodies = () => there.comments.map(({ body }) => body)

describe('a comment on a pull request', () => {
  test('is made where there is none', async () => {
    there.add('a person writes', 'octocat')
    expect(await place('one')).toEqual({ state: 'created' })
    expect(bodies()).toEqual(['a person writes', withMarker(key, 'one')])
  })

  test('is brought up to date the next time', async () => {
    await place('one')
    expect(await place('two')).toEqual({ state: 'updated' })
    expect(bodies()).toEqual([withMarker(key, 'two')])
  })

  test('is left alone where it says the same', async () => {
    await place('one')
    there.calls.length = 0
    expect(await place('one')).toEqual({ state: 'unchanged' })
    expect(there.calls).toEqual(['list 1', 'identify IC_1'])
  })

  test('is found behind two hundred others', async () => {
    for (let count = 0; count < 200; count += 1) there.add('a person writes', 'octocat')
    await place('one')
    expect(await place('two')).toEqual({ state: 'updated' })
    expect(there.comments).toHaveLength(201)
  })

  test('of another gate is another one', async () => {
    const other = there.add(withMarker({ id: 'gate-2' }, 'one'))
    expect(await place('one')).toEqual({ state: 'created' })
    expect(there.comments[0]).toEqual(other)
  })

  test.each([
    'octocat',
    'github-actions',
    'other-app[bot]',
  ])('that %s has marked as ours is not touched', async (login) => {
    const forged = there.add(withMarker(key, 'one'), login)
    expect(await place('two')).toEqual({ state: 'created' })
    expect(there.comments[0]).toEqual(forged)
  })

  test('that only quotes our mark is not touched', async () => {
    there.add(`> quote\n${withMarker(key, 'one')}`)
    expect(await place('one')).toEqual({ state: 'created' })
  })

  test('that somebody has hidden stays hidden, and a new one is made', async () => {
    const hidden = there.add(withMarker(key, 'one'))
    there.hidden.add(hidden.nodeId)
    expect(await place('two')).toEqual({ state: 'created' })
    expect(bodies()).toEqual([withMarker(key, 'one'), withMarker(key, 'two')])
  })

  test('of an app is found by the name that GraphQL has for it', async () => {
    there.login = 'my-app[bot]'
    there.viewer = 'my-app'
    await place('one')
    expect(await place('two')).toEqual({ state: 'updated' })
  })

  test('of an app is found by its own new comment where GraphQL says nothing, and there is one of it in the end', async () => {
    there.login = 'my-app[bot]'
    there.viewer = null
    await place('one')
    expect(await place('two')).toEqual({ state: 'updated' })
    expect(bodies()).toEqual([withMarker(key, 'two')])
  })

  test('is not made where only an old one was to be brought up to date', async () => {
    expect(await place('one', false)).toEqual({ state: 'absent' })
    expect(there.calls).toEqual(['list 1'])
  })

  test('is brought up to date where none was to be made', async () => {
    await place('one')
    expect(await place('two', false)).toEqual({ state: 'updated' })
  })
})

describe('a race of two runs', () => {
  test('leaves the oldest of its comments, with the newest text', async () => {
    there.add(withMarker(key, 'one'))
    there.add(withMarker(key, 'two'))
    expect(await place('three')).toEqual({ state: 'updated' })
    expect(bodies()).toEqual([withMarker(key, 'three')])
  })

  test('is settled by the run that comes second', async () => {
    there.meanwhile = () => there.add(withMarker(key, 'other run'))
    expect(await place('one')).toEqual({ state: 'updated' })
    expect(bodies()).toEqual([withMarker(key, 'one')])
  })

  test('is settled across the end of a page', async () => {
    for (let count = 0; count < 99; count += 1) there.add('a person writes', 'octocat')
    there.meanwhile = () => there.add(withMarker(key, 'other run'))
    await place('one')
    expect(bodies().slice(99)).toEqual([withMarker(key, 'one')])
  })

  test('does not mind that the other run has removed one already', async () => {
    there.add(withMarker(key, 'one'))
    const twin = there.add(withMarker(key, 'two'))
    const remove = there.remove.bind(there)
    there.remove = async (id) => {
      there.comments = there.comments.filter((one) => one.id !== twin.id)
      await remove(id)
    }
    expect(await place('three')).toEqual({ state: 'updated' })
  })
})

describe('a comment that GitHub refuses', () => {
  test.each<[number, string, RegExp]>([
    [403, 'Resource not accessible by integration', /; write "pull-requests: write" under the job's "permissions"$/],
    [503, 'Unavailable', /503/],
  ])('with %i %s is a value that says why', async (status, said, why) => {
    there.refuse = new ApiFailure(status, words`GitHub answered ${status} to POST: ${said}`, { said })
    const placed = await place('one')
    expect(placed.state).toBe('refused')
    expect(placed.state === 'refused' && plainText(placed.why)).toMatch(why)
    expect(there.calls).toEqual(['list 1', 'create'])
  })

  test('as too long is made shorter once', async () => {
    there.longest = 40_000
    const made = await placeComment(there, {
      key,
      standing: null,
      render: (maxBytes) => 'x'.repeat(maxBytes),
      mayCreate: true,
    })
    expect(made).toEqual({ state: 'created' })
    expect(there.calls.filter((call) => call === 'create')).toHaveLength(2)
    expect(bodies()[0]?.length).toBeLessThanOrEqual(30_000)
  })

  test('as too long again is refused', async () => {
    there.longest = 10
    const placed = await placeComment(there, {
      key,
      standing: null,
      render: (maxBytes) => 'x'.repeat(maxBytes),
      mayCreate: true,
    })
    expect(placed.state).toBe('refused')
    expect(there.calls.filter((call) => call === 'create')).toHaveLength(2)
  })

  test('by a mistake of our own is no refusal', async () => {
    there.list = () => Promise.reject(new TypeError('a bug'))
    await expect(place('one')).rejects.toThrow('a bug')
  })
})

describe('a run that ends late', () => {
  const [older, newer] = ['a'.repeat(40), 'b'.repeat(40)]
  const tell = (commit: string | null, body: string) =>
    placeComment(there, { key, standing: { place: 'ci', commit }, render: () => body, mayCreate: true })
  const standing = { place: 'ci', commit: newer }

  test('leaves what was said of a newer commit, and says so', async () => {
    await tell(newer, 'new')
    there.now = newer
    expect(await tell(older, 'old')).toMatchObject({ state: 'left' })
    expect(bodies()).toEqual([withMarker(key, 'new', standing)])
  })

  test('does not correct it either, and asks once', async () => {
    for (const id of ['one', 'two']) there.add(withMarker({ id }, 'new', standing))
    there.now = newer
    const correction = { isOurs: () => true, standing: { place: 'ci', commit: older }, render: () => 'none' }
    expect(await correctComments(there, correction)).toMatchObject({ state: 'left' })
    expect(there.calls.filter((call) => /^head|^update/.test(call))).toEqual(['head'])
  })

  test.each<[string, string | ApiFailure, string | null, readonly string[]]>([
    ['the newest one replaces what is of an older commit', older, older, ['head']],
    ['one that is not told where the head is does as before', new ApiFailure(403, words`no`), older, ['head']],
    ['one of the same commit does not ask', 'c'.repeat(40), newer, []],
    ['one that does not know its commit does not ask', 'c'.repeat(40), null, []],
  ])('%s', async (_, head, commit, asked) => {
    await tell(newer, 'before')
    there.now = head
    expect(await tell(commit, 'after')).toEqual({ state: 'updated' })
    expect(there.calls.filter((call) => call === 'head')).toEqual(asked)
  })
})
