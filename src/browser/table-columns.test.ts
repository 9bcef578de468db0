import { expect, it } from 'vitest'
import type { Curve } from './curve.ts'
import { tableColumns } from './table-columns.ts'

function curve(given: Partial<Curve>): Curve {
  return {
    name: 'candidate',
    part: null,
    ink: 'candidate',
    draw: 'line',
    x: 0,
    places: [1, 2],
    y: [10, null],
    range: null,
    ...given,
  }
}

it('a table of numbers has a column for each curve, under its name and part', () => {
  const columns = tableColumns([curve({ part: 'round 1' }), curve({ part: 'round 2', places: [2], y: [20] })])
  expect(columns.map(({ title }) => title)).toEqual(['candidate, round 1', 'candidate, round 2'])
  expect(columns.map(({ values }) => [...values])).toEqual([
    [
      [1, 10],
      [2, null],
    ],
    [[2, 20]],
  ])
})

it('a table of numbers has both ends of a range, beside what they belong to', () => {
  const columns = tableColumns([curve({ name: 'estimate', range: { low: [8, null], high: [12, 13] } })])
  expect(columns.map(({ title }) => title)).toEqual(['estimate', 'estimate: from', 'estimate: to'])
  expect(columns.map(({ values }) => [...values.values()])).toEqual([
    [10, null],
    [8, null],
    [12, 13],
  ])
})
