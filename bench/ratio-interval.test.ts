import { describe, expect, it } from 'vitest'
import { meanInterval, ratioInterval, showMean } from './ratio-interval.ts'

describe('the interval of a ratio', () => {
  it('is the t interval over the logarithms, with a t of 3.182 for four pairs', () => {
    const found = ratioInterval([
      [110, 100],
      [90, 100],
      [120, 100],
      [100, 100],
    ])
    expect(found.ratio).toBeCloseTo(1.044, 3)
    expect(found.low).toBeCloseTo(0.8573, 3)
    expect(found.high).toBeCloseTo(1.2714, 3)
  })

  it('is without bounds of one pair alone', () => {
    expect(ratioInterval([[3, 2]])).toEqual({ ratio: 1.5, low: 0, high: Number.POSITIVE_INFINITY })
  })
})

describe('the interval of a mean', () => {
  it('is that of its values over 1', () => {
    expect(showMean(meanInterval([110, 90, 120, 100]))).toBe('104 (86 to 127)')
  })

  it('is not shown of one value alone', () => expect(showMean(meanInterval([41_234.5]))).toBe('41235'))
})
