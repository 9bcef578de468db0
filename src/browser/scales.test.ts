import { describe, expect, it } from 'vitest'
import { scaleOf, ticksOf } from './scales.ts'

const axis = (scale: 'linear' | 'log' | 'tail') => ({ label: '', unit: 'count', scale, from: null, to: null }) as const

describe('a scale', () => {
  it.each([
    ['linear', 7, 7],
    ['log', 1000, 3],
    ['tail', 0, 0],
    ['tail', 90, 1],
    ['tail', 99.9, 3],
  ] as const)('%s has %d at %d, and finds it there again', (scale, value, place) => {
    expect(scaleOf({ scale }).toPlace(value)).toBeCloseTo(place, 9)
    expect(scaleOf({ scale }).toValue(place)).toBeCloseTo(value, 9)
  })

  it('has a place for the slowest of all, and none for what has no logarithm', () => {
    expect(scaleOf({ scale: 'tail' }).toPlace(100)).toBeCloseTo(6, 3)
    expect(scaleOf({ scale: 'log' }).toPlace(0)).toBeNaN()
  })
})

describe('ticks', () => {
  it('of percentiles are those that people name, as far as the axis goes', () => {
    expect(
      ticksOf(axis('tail'), 0, 3.5)?.map((place) => Number(scaleOf({ scale: 'tail' }).toValue(place).toFixed(3))),
    ).toEqual([0, 50, 90, 99, 99.9])
  })

  it('of a logarithm are 1, 2 and 5', () => {
    expect(ticksOf(axis('log'), 0.3, 2)?.map((place) => Math.round(10 ** place))).toEqual([2, 5, 10, 20, 50, 100])
  })

  it('are wherever it looks good on a linear axis', () => {
    expect(ticksOf(axis('linear'), 0, 10)).toBeNull()
  })
})
