import { expect, test } from 'vitest'
import { outside, plainText } from '../../model/outside.ts'
import {
  findCulprit,
  findGone,
  findRestarted,
  findTrouble,
  isReady,
  restartTrouble,
  type ServiceState,
} from './service-trouble.ts'

const LATER = '2026-01-01T00:01:00Z'

function state(changes: Partial<ServiceState>): ServiceState {
  const well = {
    status: 'running',
    startedAt: '2026-01-01T00:00:00Z',
    exitCode: 0,
    oomKilled: false,
    health: null,
    healthSaid: null,
  }
  return { service: outside('db'), id: '1', ...well, ...changes }
}

test.each<[string, Partial<ServiceState>, string | null]>([
  ['runs', {}, null],
  ['is healthy', { health: 'healthy' }, null],
  ['was not started', { status: 'created' }, null],
  ['exited with a code', { status: 'exited', exitCode: 3 }, 'exited (code 3)'],
  [
    'was killed for memory',
    { status: 'exited', exitCode: 137, oomKilled: true },
    'exited (code 137, killed because it needed more memory than its limit)',
  ],
  ['is restarted by the engine', { status: 'restarting', exitCode: 1 }, 'exits again and again (last with code 1)'],
  ['ended well', { status: 'exited' }, 'ended by itself (code 0)'],
  [
    'is unhealthy',
    { health: 'unhealthy', healthSaid: outside('connection refused') },
    'is unhealthy: its health check printed "connection refused"',
  ],
  ['is not healthy yet', { health: 'starting' }, 'did not become healthy in time: its health check printed nothing'],
])('a service that %s is told as that', (_, changes, expected) => {
  const culprit = findCulprit([state(changes)])
  expect(culprit === null ? null : plainText(culprit.what)).toBe(expected)
})

test.each<[string, Partial<ServiceState>, 'ready' | 'hopeless' | 'awaited']>([
  ['runs without a health check', {}, 'ready'],
  ['is healthy', { health: 'healthy' }, 'ready'],
  ['has done its work', { status: 'exited' }, 'ready'],
  ['exited with a code', { status: 'exited', exitCode: 3 }, 'hopeless'],
  ['was killed for memory by a child of it', { status: 'exited', oomKilled: true }, 'hopeless'],
  ['is unhealthy', { health: 'unhealthy' }, 'hopeless'],
  ['is not healthy yet', { health: 'starting' }, 'awaited'],
  ['is restarted by the engine', { status: 'restarting', exitCode: 1 }, 'awaited'],
  ['is not started yet', { status: 'created' }, 'awaited'],
])('a service that %s is %s', (_, changes, expected) => {
  const one = state(changes)
  expect([isReady(one, false), findTrouble([one]) !== null]).toEqual([expected === 'ready', expected === 'hopeless'])
})

test('one whose end others wait for is ready when it has ended, not when it runs', () => {
  expect(isReady(state({}), true)).toBe(false)
  expect(isReady(state({ health: 'healthy' }), true)).toBe(false)
  expect(isReady(state({ status: 'exited' }), true)).toBe(true)
})

test('what failed is told before what waits for it, and before what ended well', () => {
  const done = state({ service: outside('seed'), status: 'exited' })
  const waiting = state({ service: outside('api'), health: 'starting' })
  const unhealthy = state({ service: outside('db'), health: 'unhealthy' })
  const failed = state({ service: outside('store'), status: 'exited', exitCode: 1 })
  const told = (states: ServiceState[]) => findCulprit(states)?.state.service.outside
  expect(told([done, waiting, unhealthy, failed])).toBe('store')
  expect(told([done, waiting, unhealthy])).toBe('db')
  expect(told([done, waiting])).toBe('api')
})

test.each<[string, Partial<ServiceState> | null, gone: string | null, restarted: boolean]>([
  ['runs on', {}, null, false],
  ['is unhealthy under load', { health: 'unhealthy' }, null, false],
  ['does its work and ends', { status: 'exited' }, null, false],
  [
    'is meant to run on and ends',
    { status: 'exited', health: 'healthy' },
    'ended by itself (code 0) after it was up',
    false,
  ],
  ['fails', { status: 'exited', exitCode: 3, startedAt: LATER }, 'exited (code 3) after it was up', false],
  ['is between two starts', { status: 'restarting' }, null, true],
  ['came back', { startedAt: LATER }, null, true],
  ['is not there any more', null, 'was removed after it was up', false],
])('a service that ran and %s', (_, changes, gone, restarted) => {
  const now = changes === null ? [] : [state(changes)]
  const found = findGone([state({ health: changes?.health ?? null })], now)
  expect(found && plainText(found.what)).toBe(gone)
  expect(findRestarted([state({})], now)).toHaveLength(restarted ? 1 : 0)
})

test('a service that had ended before is not lost', () => {
  const ended = state({ status: 'exited', exitCode: 0 })
  expect(findGone([ended], [{ ...ended, exitCode: 1 }])).toBeNull()
})

test.each<[string, ServiceState['health'], number | null, string | null]>([
  ['has failed', null, 137, 'exited (code 137) and was started again while the target was measured'],
  ['does its work again and again', null, 0, null],
  ['ended nobody knows how', null, null, null],
  ['ended well, and is meant to run on', 'healthy', 0, 'ended and was started again while the target was measured'],
  [
    'ended nobody knows how, and is meant to run on',
    'healthy',
    null,
    'ended and was started again while the target was measured',
  ],
])('a service that was started again and %s', (_, health, exitCode, expected) => {
  const trouble = restartTrouble(state({ health }), exitCode)
  expect(trouble && plainText(trouble.what)).toBe(expected)
})
