import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseEvent } from './container-events.ts'

it('reads the life of a container from what the engine told of it', () => {
  const text = readFileSync(new URL('../../../fixtures/cgroup1/events.jsonl', import.meta.url), 'utf8')
  const events = text
    .trim()
    .split('\n')
    .map((line) => parseEvent(JSON.parse(line)))
  const id = '28211b5fba5c881f2d1c3a07a04ae39b37b094192f54db640199715ea742f10e'
  expect(events.map((event) => event && [event.id, event.what])).toEqual([
    null,
    [id, 'start'],
    [id, 'oom'],
    [id, 'die'],
  ])
  expect(events[3]?.atEpochMs).toBeGreaterThan(events[2]?.atEpochMs ?? Number.NaN)
})

it.each([
  null,
  'oom',
  {},
  { Action: 'oom' },
  { Action: 'oom', Actor: { ID: 7 }, timeNano: 1 },
  { Action: 'exec_die: x', Actor: { ID: 'a' }, timeNano: 1 },
])('reads nothing from %j', (value) => {
  expect(parseEvent(value)).toBeNull()
})
