import { expect, test } from 'vitest'
import { makeResult, outOfMemory, readyRounds } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { sift } from '../rounds/sift-rounds.ts'
import { judgeTarget } from './judge-target.ts'
import { judge } from './verdict.ts'

/** Three rounds of which the first does not count, for the generator was at its limit. */
function run(last: Parameters<typeof readyRounds>[0][number][number], ending: typeof outOfMemory | null): Result {
  const evidence = readyRounds([[{ cpuShare: 1 }], [{}], [last]]).map((round) => ({
    ...round,
    starts: round.starts.map((start) => (start.state === 'ready' && round.round === 3 ? { ...start, ending } : start)),
  }))
  return makeResult({ evidence, ended: ending === null ? 'no-answers' : 'target-gone' })
}

test.each([
  ['died', run({}, outOfMemory)],
  ['stopped answering', run({ ok: 2, connectionErrors: 41, ended: { how: 'aborted', why: 'no-answers' } }, null)],
])('a target that %s did so in the round of that number, also where an earlier one does not count', (_, result) => {
  expect(sift(result.plan, result.evidence).dropped.map(({ round }) => round)).toEqual([1])
  const [first] = judge(result).checks
  expect(plainText(first?.reason ?? [])).toContain('(round 3')
  expect(judgeTarget(result)).toHaveLength(1)
})
