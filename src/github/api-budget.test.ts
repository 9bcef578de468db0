import { expect, test } from 'vitest'
import { ApiBudget } from './api-budget.ts'

test('counts calls and time down to none', () => {
  const budget = new ApiBudget({ calls: 2, ms: 100 })
  expect([budget.takeCall(), budget.takeCall(), budget.takeCall()]).toEqual([true, true, false])
  budget.spend(70)
  expect(budget.msLeft).toBe(30)
  budget.spend(70)
  expect(budget.msLeft).toBe(0)
})

test('what keeps something for others stops before that, and the others still have it', () => {
  const budget = new ApiBudget({ calls: 5, ms: 100 })
  const careful = budget.keeping({ calls: 3, ms: 40 })
  expect([careful.takeCall(), careful.takeCall(), careful.takeCall()]).toEqual([true, true, false])
  expect(careful.calls).toBe(2)
  careful.spend(60)
  expect([careful.msLeft, budget.msLeft]).toEqual([0, 40])
  expect([budget.takeCall(), budget.takeCall(), budget.takeCall(), budget.takeCall()]).toEqual([
    true,
    true,
    true,
    false,
  ])
})

test('what it does not need is there for the others, too', () => {
  const budget = new ApiBudget({ calls: 5, ms: 100 })
  budget.keeping({ calls: 3, ms: 40 }).takeCall()
  expect(budget.callsLeft).toBe(4)
})

test('growing is for all', () => {
  const budget = new ApiBudget({ calls: 3, ms: 40 })
  const careful = budget.keeping({ calls: 3, ms: 40 })
  expect(careful.takeCall()).toBe(false)
  careful.grow({ calls: 1, ms: 10 })
  expect([careful.takeCall(), careful.msLeft, budget.calls]).toEqual([true, 10, 4])
})
