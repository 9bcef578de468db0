import { describe, expect, it } from 'vitest'
import { pairedPlan, pairedRounds } from '../../fixtures/pairs.ts'
import { outOfMemory } from '../../fixtures/results.ts'
import type { Side } from './config.ts'
import type { Ending, Round } from './evidence.ts'
import { plainText } from './outside.ts'
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
