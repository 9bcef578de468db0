import { expect, test } from 'vitest'
import { type PairNumbers, pairedPlan, pairedRounds, readyStart, rounds } from '../../../fixtures/pairs.ts'
import { outOfMemory, planRecord, readyRounds } from '../../../fixtures/results.ts'
import { targetFigures } from '../../../fixtures/specs.ts'
import type { Round } from '../evidence.ts'
import { expectedRounds } from './expected-rounds.ts'

const plan = planRecord(['steady'], 3)
const paired = pairedPlan()
const pairs = (count: number, ms = 40_000): readonly Round[] =>
  pairedRounds(rounds(count, 0).map((one): PairNumbers => ({ ...one, ms })))

/** A round in which the hypervisor took the machine away. */
const stolen = readyRounds([
  [
    {
      figures: targetFigures({
        host: { cores: 2, busy: 2, stolen: 1.5, ours: 0.1, dependencies: 0, proxies: 0, others: 0, busiest: null },
      }),
    },
  ],
])
const noBaseline: Round = {
  round: 1,
  ms: 40_000,
  starts: [readyStart('candidate', []), { side: 'baseline', state: 'failed', ending: outOfMemory }],
}

test.each([
  ['those of the plan', plan, [], 3],
  ['those of the plan still in the last of them', plan, readyRounds([[{}], [{}]]), 3],
  ['one more for each that was dropped', plan, stolen, 4],
  ['the last look of a comparison', paired, [], 12],
  ['the last look that the budget allows by the first round', paired, pairs(1, 100_000), 8],
  ['those of a plain gate where six do not fit', paired, pairs(1, 600_000), 3],
  ['those of a plain gate after one in vain, where the baseline does not start', paired, [noBaseline], 4],
] as const)('a run has %s', (_, of, evidence, expected) => {
  expect(expectedRounds(of, evidence)).toBe(expected)
})
