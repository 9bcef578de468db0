import { describe, expect, test } from 'vitest'
import { fullPlan } from '../../../fixtures/pairs.ts'
import { connectionsStage } from '../../../fixtures/results.ts'
import type { Stage } from '../config.ts'
import { plainText, words } from '../outside.ts'
import type { Plan } from '../plan/plan.ts'
import { costAfterStart } from './cost-after-start.ts'

/** Twelve rounds of a minute of load, within a quarter of an hour. */
const plan: Plan = { ...fullPlan(), rounds: 12, loadMs: 12 * 60_000, budgetMs: 15 * 60_000 }
const told = (of: Plan, startupMs: readonly number[]) => plainText(costAfterStart(of, startupMs) ?? words`nothing`)
const pairing = (parts: Partial<NonNullable<Plan['pairing']>>): Plan => ({
  ...plan,
  pairing: { image: 'api:base', together: true, startsInTurn: false, ...parts },
})

describe('the cost of a comparison after its first start', () => {
  test('is that of rounds within the budget, with the longer start of two that start at once', () => {
    expect(told(pairing({}), [5000, 10_000])).toBe(
      'The starts of a round take 10 s, so that it takes 1m10s or more, and the comparison 7m to 11m40s (6 to 10 rounds)',
    )
  })

  test('has both starts where one waits for the other', () => {
    expect(told(pairing({ startsInTurn: true }), [5000, 10_000])).toContain('The starts of a round take 15 s, ')
  })

  test('takes the second start for as long as the first where it comes later in the round', () => {
    expect(told(pairing({ together: false }), [7000])).toContain('The starts of a round take 14 s, ')
  })

  test('says that six rounds do not fit', () => {
    expect(told(pairing({}), [90_000, 80_000])).toBe(
      'The starts of a round take 1m30s, so that it takes 2m30s or more: 6 rounds do not fit the budget of 15m, and the candidate goes on alone after the first one',
    )
  })

  test('is not told where nobody knows how long a stage takes, nor without a comparison', () => {
    const counted: Stage = { ...connectionsStage('counted'), extent: { by: 'requests', count: 50 } }
    expect(costAfterStart({ ...plan, stages: [...plan.stages, counted] }, [5000])).toBeNull()
    expect(costAfterStart({ ...plan, pairing: null }, [5000])).toBeNull()
  })
})
