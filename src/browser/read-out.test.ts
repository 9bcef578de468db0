import { expect, it } from 'vitest'
import type { DrawnChart } from '../reports/page/page-data.ts'
import { readOut } from './read-out.ts'
import type { Curve } from './table-of-numbers.ts'

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
