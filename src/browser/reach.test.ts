import { describe, expect, it } from 'vitest'
import type { DrawnChart } from '../reports/page/page-data.ts'
import type { Curve } from './curve.ts'
import { reachOf } from './reach.ts'

const free = { label: '', unit: 'count', scale: 'linear', from: null, to: null } as const

function curve(places: readonly number[], y: readonly (number | null)[], range: Curve['range'] = null): Curve {
  return { name: 'candidate', part: null, ink: 'candidate', draw: 'line', x: 0, places, y, range }
}

function reach(curves: readonly Curve[], given: Partial<DrawnChart> = {}) {
  return reachOf({ title: '', x: free, y: free, series: [], bands: [], marks: [], ...given }, curves)
}

const limit = (at: number) => ({ axis: 'y', at, what: 'limit', ink: null, label: '' }) as const

describe('what the axes show', () => {
  it('is all curves, with a little room above and below', () => {
    expect(reach([curve([1, 5], [10, 20]), curve([0, 3], [null, 15])])).toEqual({ x: [0, 5], y: [9.2, 20.8] })
  })

  it('is what the axis asks for, and more where the values go beyond', () => {
    const y = { ...free, from: 0, to: 100 }
    expect(reach([curve([0, 1], [10, 20])], { y }).y).toEqual([0, 100])
    expect(reach([curve([0, 1], [10, 120])], { y }).y).toEqual([0, 120])
  })

  it('is a limit that lies near, and not one that would press the curves flat', () => {
    const y = { ...free, from: 0 }
    expect(reach([curve([0, 1], [10, 20])], { y, marks: [limit(39)] }).y[1]).toBeGreaterThan(39)
    expect(reach([curve([0, 1], [10, 20])], { y, marks: [limit(2000)] }).y[1]).toBeLessThan(22)
  })

  it('is a band, the last interval, and where something happened', () => {
    const range = { low: [-90, 8], high: [90, 25] }
    const band = { axis: 'y', from: -5, to: 5, label: '' } as const
    const event = { axis: 'x', at: 7, what: 'event', ink: null, label: '' } as const
    const { x, y } = reach([curve([0, 1], [10, 20], range)], { bands: [band], marks: [event] })
    expect(x).toEqual([0, 7])
    expect(y).toEqual([-5 - 30 * 0.08, 25 + 30 * 0.08])
  })

  it('is something also where there is one value, or none', () => {
    for (const curves of [[], [curve([3], [null])], [curve([3], [0])], [curve([3], [7])]]) {
      const { x, y } = reach(curves)
      for (const [from, to] of [x, y]) expect(to).toBeGreaterThan(from)
    }
  })
})
