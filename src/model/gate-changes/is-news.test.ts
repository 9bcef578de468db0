import { expect, test } from 'vitest'
import { makeResult } from '../../../fixtures/results.ts'
import { words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { isNews } from './is-news.ts'

const result = makeResult({})
const { plan } = result
const before = (given: Partial<Result['plan']>): Pick<Result, 'gateBefore'> => ({
  gateBefore: { plan: { ...plan, ...given }, asked: result.asked },
})
const request = plan.requests.map((one) => ({ ...one, name: 'another' }))

test.each<[string, Partial<Result>, boolean]>([
  ['was loosened', before({ cpus: plan.cpus / 2 }), true],
  ['became another one, neither easier nor harder for sure', before({ requests: request }), true],
  ['may be another one: nobody knows', { gateUnknown: words`it cannot be looked up` }, true],
  ['was tightened', before({ cpus: plan.cpus * 2 }), false],
  ['is as it was', before({}), false],
  ['never had another', {}, false],
])('a pass of a gate that %s', (_, given, expected) => {
  expect(isNews('pass', { ...result, ...given })).toBe(expected)
})

test('whatever is no pass is news, with or without a gate behind it', () => {
  expect([isNews('fail', null), isNews('inconclusive', result), isNews('pass', null)]).toEqual([true, true, false])
})
