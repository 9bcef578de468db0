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

  it.each([
    ['a few powers', 1, 64, [1, 2, 5, 10, 20, 50]],
    ['less than one', 20, 90, [20, 30, 40, 50, 60, 70, 80, 90]],
    ['a small part of one', 76.1, 88.3, [78, 80, 82, 84, 86, 88]],
    ['a smaller part', 100, 101, [100, 100.2, 100.4, 100.6, 100.8, 101]],
    ['hardly anything', 99.5, 100.4, [99.6, 99.8, 100, 100.2, 100.4]],
  ])('of a logarithm are enough to read it by: %s', (_, from, to, ticks) => {
    const places = ticksOf(axis('log'), Math.log10(from), Math.log10(to))
    expect(places?.map((place) => Number((10 ** place).toPrecision(6)))).toEqual(ticks)
  })

  it('are wherever it looks good on a linear axis', () => {
    expect(ticksOf(axis('linear'), 0, 10)).toBeNull()
  })
})
