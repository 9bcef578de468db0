import { expect, it } from 'vitest'
import type { LineChart } from '../../model/chart.ts'
import { outside, words } from '../../model/outside.ts'
import { type PageData, pageData } from './page-data.ts'

const chart: LineChart = {
  kind: 'lines',
  title: words`${outside('</script><!-- <script>')}`,
  summary: [],
  x: { label: 'Time', unit: 'time', scale: 'linear', from: 0, to: null },
  y: { label: 'RPS', unit: 'rate', scale: 'linear', from: 0, to: null },
  series: [1, 2].map((round) => ({
    name: words`candidate`,
    part: `round ${round}`,
    ink: 'candidate',
    draw: 'line',
    x: [0, 1, 2],
    y: [round, null, 3],
    range: null,
  })),
  bands: [],
  marks: [{ axis: 'x', at: 1, what: 'event', ink: null, label: words`${outside('a\nb')}` }],
}

it('cannot end the element in which it stands', () => {
  const text = pageData([chart])
  expect(text).not.toContain('<')
  expect((JSON.parse(text) as PageData).charts[0]?.title).toBe('</script><!-- <script>')
})

it('holds the places of many curves once, and every text tamed', () => {
  const { places, charts } = JSON.parse(pageData([chart, chart])) as PageData
  expect(places).toEqual([[0, 1, 2]])
  expect(charts.flatMap(({ series }) => series.map(({ x, y }) => [x, y]))).toEqual([
    [0, [1, null, 3]],
    [0, [2, null, 3]],
    [0, [1, null, 3]],
    [0, [2, null, 3]],
  ])
  expect(charts[0]?.marks[0]?.label).toBe('a b')
})
