import { expect, it } from 'vitest'
import type { DrawnChart } from '../reports/page/page-data.ts'
import type { Curve } from './curve.ts'
import { readOut } from './read-out.ts'

const axis = { label: '', scale: 'linear', from: 0, to: null } as const
const chart: DrawnChart = {
  title: 'RPS',
  x: { ...axis, unit: 'time' },
  y: { ...axis, unit: 'rate' },
  series: [],
  bands: [],
  marks: [],
}

function curve(name: string, places: readonly number[], y: readonly (number | null)[]): Curve {
  return { name, part: null, ink: 'candidate', draw: 'line', x: 0, places, y, range: null }
}

const curves = [
  curve('baseline', [0, 5, 10], [100, 110, 120]),
  curve('candidate', [0, 5, 10], [80, 90, null]),
  curve('candidate', [0.1, 5.1, 10.1], [82, 95, null]),
]

it('says what each of the curves has there, of several of a name from the least to the most', () => {
  expect(readOut(chart, curves, 5)).toBe('5 s: baseline 110/s; candidate 90/s to 95/s')
})

it('leaves out what has nothing near', () => {
  expect(readOut(chart, curves, 10)).toBe('10 s: baseline 120/s')
  expect(readOut(chart, curves, 7.5)).toBe('7.5 s: nothing')
})

it('says how far the truth may lie from what stands alone, as far as that is known', () => {
  const change: DrawnChart = { ...chart, x: { ...axis, unit: 'count' }, y: { ...axis, unit: 'change' } }
  const range = { low: [-0.02, null], high: [0.09, 0.12] }
  const estimate: Curve = { ...curve('estimate', [6, 8], [0.04, 0.05]), range }
  expect(readOut(change, [estimate], 6)).toBe('6: estimate +4% (-2% to +9%)')
  expect(readOut(change, [estimate], 8)).toBe('8: estimate +5% (to +12%)')
})
