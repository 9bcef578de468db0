import { expect, test } from 'vitest'
import type { AbortReason } from '../../model/samples.ts'
import { Curve } from '../record/curve.ts'
import { FailureRule } from '../stop/failure-rule.ts'
import type { News } from './messages.ts'
import { TurnWatch } from './turn-watch.ts'

const WINDOW_MS = 100

function watch(threads: number, endsByTime = true) {
  const stops: AbortReason[] = []
  const side = {
    curve: new Curve(threads, WINDOW_MS),
    rule: new FailureRule({ failureShare: 0.5, forMs: 200 }),
    reach: [],
  }
  return { stops, watch: new TurnWatch(side, { threads, endsByTime }, (why) => stops.push(why)) }
}

function news(given: Partial<News> = {}): News {
  return { upToMs: 0, pieces: [], unanswered: false, reach: 'target', ...given }
}

const DEAD = news({ unanswered: true })

test('the target is dead when all threads say so, and not before', () => {
  const { watch: turn, stops } = watch(3)
  turn.heard(0, DEAD)
  turn.heard(2, DEAD)
  expect(stops).toEqual([])
  turn.heard(1, DEAD)
  expect(stops).toEqual(['no-answers'])
})

test('a thread that takes it back keeps the stage alive', () => {
  const { watch: turn, stops } = watch(2)
  turn.heard(0, DEAD)
  turn.heard(0, news())
  turn.heard(1, DEAD)
  expect(stops).toEqual([])
})

test.each([
  { claim: 'its number of requests leaves the decision to the others', endsByTime: false, last: news(), dead: true },
  { claim: 'its time, and was answered, speaks for the target', endsByTime: true, last: news(), dead: false },
  { claim: 'its time, and was not answered, agrees', endsByTime: true, last: DEAD, dead: true },
])('a thread that is done with $claim', ({ endsByTime, last, dead }) => {
  const { watch: turn, stops } = watch(2, endsByTime)
  turn.heard(1, last)
  turn.done(1)
  turn.heard(0, DEAD)
  expect(stops).toEqual(dead ? ['no-answers'] : [])
})

test('when all are done there is nothing left to stop', () => {
  const { watch: turn, stops } = watch(2)
  turn.done(0)
  turn.done(1)
  expect(stops).toEqual([])
})

test.each<{ claim: string; reaches: readonly News['reach'][]; stops: readonly AbortReason[] }>([
  {
    claim: 'nothing but own limits stops the stage',
    reaches: ['own-limits', 'untried'],
    stops: ['own-limit', 'own-limit'],
  },
  { claim: 'also while others have heard nothing yet', reaches: ['untried', 'own-limits'], stops: ['own-limit'] },
  { claim: 'where anything came of the target it goes on', reaches: ['target', 'own-limits'], stops: [] },
  { claim: 'as it does before anything came', reaches: ['untried', 'untried'], stops: [] },
])('$claim', ({ reaches, stops: expected }) => {
  const { watch: turn, stops } = watch(2)
  for (const [place, reach] of reaches.entries()) turn.heard(place, news({ reach }))
  expect(stops).toEqual(expected)
})

test('too many failures for too long stop the stage', () => {
  const { watch: turn, stops } = watch(1)
  const piece = { micros: new Uint32Array(), failed: 3, spawnOk: 0, spawnFailed: 0 }
  turn.heard(0, news({ upToMs: 100, pieces: [{ ...piece, window: 0 }] }))
  expect(stops).toEqual([])
  turn.heard(0, news({ upToMs: 200, pieces: [{ ...piece, window: 1 }] }))
  expect(stops).toEqual(['failing'])
})

test('the last of those that still drive speaks for all', () => {
  const { watch: turn } = watch(3)
  const speakers = () => [0, 1, 2].filter((place) => turn.speaksForAll(place))
  expect(speakers()).toEqual([2])
  turn.done(2)
  expect(speakers()).toEqual([1])
})
