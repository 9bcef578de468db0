import { describe, expect, it } from 'vitest'
import { pairedPlan, pairedResult, pairedRounds } from '../../../fixtures/pairs.ts'
import { outOfMemory } from '../../../fixtures/results.ts'
import type { Side } from '../config.ts'
import type { Ending, Round } from '../evidence.ts'
import { judge } from '../judge/verdict.ts'
import { plainText } from '../outside.ts'
import { sift } from './sift-rounds.ts'

const CALM = {}
const SATURATED = { cpuShare: 1 }

function round(stage: { cpuShare?: number }, ended: Partial<Record<Side, Ending>> = {}): Round {
  const stages = [stage, { ...CALM, stage: 'offered' }]
  const [only] = pairedRounds([{ candidate: stages, baseline: stages }])
  if (only === undefined) throw new Error('one round was asked for')
  const starts = only.starts.map((start) =>
    start.state === 'ready' ? { ...start, ending: ended[start.side] ?? null } : start,
  )
  return { ...only, starts }
}

describe('of the rounds of a run', () => {
  it.each([
    ['one that nothing disturbed counts', round(CALM), null],
    ['one whose generator was at its limit does not', round(SATURATED), 'stage steady: '],
    [
      'one in which the candidate died counts, however busy the machine was',
      round(SATURATED, { candidate: outOfMemory }),
      null,
    ],
    ['one in which the baseline died does not', round(SATURATED, { baseline: outOfMemory }), 'stage steady: '],
  ])('%s', (_, given, why) => {
    const { kept, dropped } = sift(pairedPlan(), [given])
    if (why === null) expect(kept).toEqual([given])
    else expect(dropped.map((one) => plainText(one.why))).toEqual([expect.stringContaining(why)])
    expect(kept.length + dropped.length).toBe(1)
  })
})

it('a run of rounds that all count is valid: what did not drop a round does not void the run either', () => {
  // Held up for 9 ms in a slow round, and for less in fast ones.
  const [slow, fast] = [
    { latencyMs: 60, loopLagP99Ms: 9 },
    { latencyMs: 20, loopLagP99Ms: 3 },
  ]
  const worlds = [slow, ...Array.from({ length: 5 }, () => fast)].map((numbers) => {
    const stages = [
      { ...numbers, stage: 'steady', ok: 20_000 },
      { ...numbers, stage: 'offered', ok: 1000 },
    ]
    return { candidate: stages, baseline: stages }
  })
  const result = pairedResult(worlds)
  expect(sift(result.plan, result.evidence).dropped).toEqual([])
  expect(judge(result)).toMatchObject({ outcome: 'pass', invalid: [] })
})
