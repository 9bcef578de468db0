import { expect, test } from 'vitest'
import { judgeEnding, type StateFacts } from './ending.ts'

const state: StateFacts = {
  oomKilled: false,
  exitCode: 0,
  startedAt: '2026-01-01T00:00:00.5Z',
  finishedAt: '2026-01-01T00:00:02.75Z',
}
const dieMs = Date.parse(state.finishedAt)
const facts = { state, oomMs: null, dieMs, exitCode: 9, sinceStartMs: 4000 }

test.each([
  [
    'a main process that the kernel killed',
    { ...facts, state: { ...state, oomKilled: true, exitCode: 137 } },
    'out-of-memory',
    137,
  ],
  [
    'a main process that ended because its child was killed',
    { ...facts, oomMs: dieMs - 4000, state: { ...state, exitCode: 3 } },
    'out-of-memory',
    3,
  ],
  [
    'a main process that ended long after its child was killed',
    { ...facts, oomMs: dieMs - 6000, state: { ...state, exitCode: 3 } },
    'exited',
    3,
  ],
  [
    'the same, of which the end is known from its state alone',
    { ...facts, oomMs: dieMs - 6000, dieMs: null, state: { ...state, exitCode: 3 } },
    'exited',
    3,
  ],
  [
    'a main process that was killed, of which that was told after its end',
    { ...facts, oomMs: dieMs + 300, state: { ...state, exitCode: 137 } },
    'out-of-memory',
    137,
  ],
  [
    'a child that was killed in one of which nobody knows when it ended',
    { ...facts, oomMs: 1, dieMs: null, state: null },
    'out-of-memory',
    9,
  ],
  ['a kill without lack of memory', { ...facts, state: { ...state, exitCode: 137 } }, 'exited', 137],
  ['an end of its own', facts, 'exited', 0],
  ['a container that somebody removed, by what the watch heard', { ...facts, state: null }, 'exited', 9],
  [
    'a container that somebody removed before the watch heard of it',
    { ...facts, state: null, exitCode: null },
    'exited',
    null,
  ],
] as const)('%s', (_claim, given, how, exitCode) => {
  expect(judgeEnding(given)).toMatchObject({ how, exitCode, engineSaid: null })
})

test('how long it lived is taken from the engine, else from our own clock', () => {
  expect(judgeEnding(facts).afterMs).toBe(2250)
  expect(judgeEnding({ ...facts, state: null }).afterMs).toBe(4000)
  expect(judgeEnding({ ...facts, state: { ...state, startedAt: '0001-01-01T00:00:00Z' } }).afterMs).toBe(4000)
})
