import { expect, test } from 'vitest'
import { makeResult, planRecord, readyRounds, thresholds } from '../../../fixtures/results.ts'
import { systemClock } from '../../host/clock.ts'
import { outside, plainText, words } from '../../model/outside.ts'
import { encodeResult, type Result } from '../../model/result/result.ts'
import type { ForeignOrder } from '../../ports.ts'
import { judgeInThread } from './judge-in-thread.ts'

const key = { id: 'api', label: outside('api') }
const about = { key, pullNumber: 7, place: 'runs-of-ci', commit: 'c'.repeat(40), runUrl: null, artifactUrl: null }
const { signal } = new AbortController()

function orderOf(result: Result): ForeignOrder {
  return { text: encodeResult(result, {}), about, gateBefore: { state: 'unknown', why: words`nobody said` } }
}

/** One megabyte that asks for a million checks. */
function flood(): Result {
  const stages = Array.from({ length: 999 }, (_, place) => `stage-${place}`)
  return makeResult({
    evidence: readyRounds([stages.map((stage) => ({ stage }))]),
    plan: planRecord(stages, 1),
    asked: { thresholds: Array.from({ length: 1000 }, () => thresholds('p95 < 1s')).flat() },
  })
}

test('a result is judged in a thread of its own', async () => {
  const judged = await judgeInThread(systemClock).judge(orderOf(makeResult()), signal)
  expect(judged).toMatchObject({ state: 'good', verdict: { outcome: 'pass' } })
})

test('one that would take for ever is given up, and of the next ones no more is tried than there is time for', async () => {
  const judge = judgeInThread(systemClock, { oneMs: 3000, allMs: 3000 })
  const order = orderOf(flood())
  const given = [await judge.judge(order, signal), await judge.judge(order, signal)]
  expect(given.map((one) => one.state === 'bad' && plainText(one.why))).toEqual([
    'it takes more than 3 s to be judged',
    'those before it took all the time that there is for judging',
  ])
})
