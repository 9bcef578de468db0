import { expect, test } from 'vitest'
import { type Failure, FailureGroups, mergeGroups } from './failure-groups.ts'

function group(failures: readonly Partial<Failure>[]) {
  const groups = new FailureGroups()
  for (const one of failures) groups.add({ kind: 'other', status: null, atMs: 0, example: null, ...one })
  return groups.groups()
}

test('groups by kind, and by status where the status was wrong', () => {
  const groups = group([
    { kind: 'status', status: 500, atMs: 10.4, example: 'no' },
    { kind: 'status', status: 503, atMs: 20 },
    { kind: 'status', status: 500, atMs: 30, example: 'never' },
    { kind: 'refused', atMs: 40, example: 'connect ECONNREFUSED' },
  ])
  expect(groups).toEqual([
    { kind: 'status', status: 500, count: 2, firstMs: 10, lastMs: 30, example: { outside: 'no' } },
    { kind: 'status', status: 503, count: 1, firstMs: 20, lastMs: 20, example: null },
    { kind: 'refused', status: null, count: 1, firstMs: 40, lastMs: 40, example: { outside: 'connect ECONNREFUSED' } },
  ])
})

test('cuts an example to 200 characters, never within one', () => {
  const [ascii] = group([{ example: 'x'.repeat(1000) }])
  const [wide] = group([{ example: '\u{1f600}'.repeat(300) }])
  expect(ascii?.example).toEqual({ outside: 'x'.repeat(200) })
  expect(wide?.example).toEqual({ outside: '\u{1f600}'.repeat(200) })
})

test('takes the first example that there is', () => {
  expect(group([{ example: null }, { example: 'later' }])[0]?.example).toEqual({ outside: 'later' })
})

test('joins the groups of threads in the order of their first failure', () => {
  const one = group([
    { kind: 'timeout', atMs: 50 },
    { kind: 'reset', atMs: 60, example: 'b' },
  ])
  const other = group([
    { kind: 'reset', atMs: 20, example: 'a' },
    { kind: 'reset', atMs: 90 },
  ])
  expect(mergeGroups([...one, ...other])).toEqual([
    { kind: 'reset', status: null, count: 3, firstMs: 20, lastMs: 90, example: { outside: 'a' } },
    { kind: 'timeout', status: null, count: 1, firstMs: 50, lastMs: 50, example: null },
  ])
})
