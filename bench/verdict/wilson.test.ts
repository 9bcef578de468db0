import { describe, expect, it } from 'vitest'
import { showShare, wilson } from './wilson.ts'

describe('wilson', () => {
  // R: prop.test(x, n, correct = FALSE)$conf.int
  it.each([
    [1, 10, 0.01788, 0.40415],
    [10, 20, 0.2993, 0.7007],
    [38, 40, 0.83496, 0.98618],
  ])('gives the bounds of the score test: %i of %i', (events, trials, low, high) => {
    const share = wilson(events, trials)
    expect(share.low).toBeCloseTo(low, 4)
    expect(share.high).toBeCloseTo(high, 4)
  })

  it('keeps the end of the scale where all or none happened', () => {
    expect(wilson(0, 40)).toMatchObject({ low: 0, high: expect.closeTo(0.0876, 4) })
    expect(wilson(12, 12)).toMatchObject({ low: expect.closeTo(0.7575, 4), high: 1 })
  })

  it('knows nothing without a trial', () => {
    expect(wilson(0, 0)).toMatchObject({ low: 0, high: 1 })
    expect(showShare(wilson(0, 0))).toBe('-')
  })

  it('is shown with its counts', () => {
    expect(showShare(wilson(1, 10))).toBe('1 of 10 (2% to 40%)')
  })
})
