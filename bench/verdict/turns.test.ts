import { describe, expect, it } from 'vitest'
import { wayOf } from './turns.ts'

describe('the two ways', () => {
  it('follow each other in the order AB BA, so that a drift meets both alike', () => {
    const [turns, whole] = ['turns', 'whole stages']
    expect([0, 1, 2, 3, 4, 5].map(wayOf)).toEqual([turns, whole, whole, turns, turns, whole])
  })
})
