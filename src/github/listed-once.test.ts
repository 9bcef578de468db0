import { expect, test } from 'vitest'
import type { Comment, Comments } from './comment-api.ts'
import { listedOnce } from './listed-once.ts'
import { withMarker } from './marker.ts'
import { placeComment } from './sticky.ts'

/** A pull request with as many comments of people, and what it was asked for. */
function conversation(others: number) {
  const calls: string[] = []
  const all: Comment[] = []
  const add = (body: string): Comment => {
    const comment = { id: all.length + 1, nodeId: `n${all.length}`, author: { login: 'bot', isBot: true }, body }
    all.push(comment)
    return comment
  }
  for (let count = 0; count < others; count += 1) add('hello')
  const comments: Comments = {
    async list(page) {
      calls.push(`list ${page}`)
      return all.slice((page - 1) * 100, page * 100)
    },
    identify: async () => ({ login: 'bot', minimized: new Set<string>() }),
    async create(body) {
      calls.push('create')
      return add(body)
    },
    async update(id, body) {
      calls.push(`update ${id}`)
      const place = all.findIndex((one) => one.id === id)
      all[place] = { ...(all[place] as Comment), body }
    },
    head: async () => '',
    async remove(id) {
      calls.push(`remove ${id}`)
      all.splice(
        all.findIndex((one) => one.id === id),
        1,
      )
    },
  }
  return { comments, calls, add }
}

const gate = (id: string) => ({ key: { id }, standing: null, render: () => id, mayCreate: true })

test('what one gate has listed the next does not ask for again, but for the page on which something was made', async () => {
  const { comments, calls } = conversation(250)
  const once = listedOnce(comments)
  for (const id of ['one', 'two', 'one']) await placeComment(once, gate(id))
  expect(calls).toEqual(['list 1', 'list 2', 'list 3', 'create', 'list 3', 'create', 'list 3'])
})

test('a race is seen although the pages are known', async () => {
  const { comments, calls, add } = conversation(0)
  const once = listedOnce({
    ...comments,
    async create(body) {
      add(withMarker({ id: 'one' }, 'of another run'))
      return await comments.create(body)
    },
  })
  await placeComment(once, gate('one'))
  expect(calls).toEqual(['list 1', 'create', 'list 1', 'update 1', 'remove 2'])
})

test('what was written since says so, without being asked for again', async () => {
  const { comments, calls, add } = conversation(0)
  const { id } = add('before')
  const once = listedOnce(comments)
  await once.list(1)
  await once.update(id, 'after')
  expect((await once.list(1)).map(({ body }) => body)).toEqual(['after'])
  expect(calls).toEqual(['list 1', 'update 1'])
})

test('what follows one that was removed is found where it has moved to', async () => {
  const { comments } = conversation(101)
  const once = listedOnce(comments)
  const [first] = await once.list(1)
  expect((await once.list(2)).map(({ id }) => id)).toEqual([101])
  await once.remove(first?.id ?? 0)
  expect((await once.list(1)).at(-1)?.id).toBe(101)
  expect(await once.list(2)).toEqual([])
})

test('a page that could not be had is asked for again', async () => {
  const { comments } = conversation(1)
  let tries = 0
  const once = listedOnce({
    ...comments,
    async list(page) {
      tries += 1
      if (tries === 1) throw new Error('no')
      return await comments.list(page)
    },
  })
  await expect(once.list(1)).rejects.toThrow('no')
  expect(await once.list(1)).toHaveLength(1)
})
