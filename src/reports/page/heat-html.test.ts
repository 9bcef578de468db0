import { describe, expect, it } from 'vitest'
import type { HeatTable } from '../../model/chart.ts'
import { outside, words } from '../../model/outside.ts'
import { heatHtml } from './heat-html.ts'

const table: HeatTable = {
  kind: 'heat',
  title: words`RPS by CPU and memory`,
  summary: words`More memory does not help.`,
  rowsAre: 'CPU',
  columnsAre: 'Memory',
  columns: [words`256 MiB`, words`512 MiB`],
  rows: [
    {
      title: words`1`,
      cells: [
        { value: 100, text: words`100/s` },
        { value: null, text: words`${outside('<killed>')}` },
      ],
    },
    {
      title: words`2`,
      cells: [
        { value: 150, text: words`150/s` },
        { value: 300, text: words`300/s` },
      ],
    },
  ],
  better: 'higher',
}

function classes(of: HeatTable): readonly string[] {
  return [...heatHtml(of).html.matchAll(/<td class="right ?(\w*)"/g)].map((match) => match[1] ?? '')
}

describe('a heat table', () => {
  it('colours its cells from bad to good, and what has no value not at all', () => {
    expect(classes(table)).toEqual(['good0', '', 'good2', 'good8'])
    expect(classes({ ...table, better: 'lower' })).toEqual(['good8', '', 'good6', 'good0'])
  })

  it('colours from little to much where neither is better', () => {
    expect(classes({ ...table, better: null })).toEqual(['much0', '', 'much2', 'much8'])
  })

  it('colours all the same where all is the same', () => {
    const rows = [
      {
        title: words`1`,
        cells: [
          { value: 5, text: [] },
          { value: 5, text: [] },
        ],
      },
    ]
    expect(classes({ ...table, rows })).toEqual(['good4', 'good4'])
  })

  it('names rows and columns, and says every value', () => {
    const { html } = heatHtml(table)
    expect(html).toContain('<th scope="row">2</th>')
    expect(html).toContain('<th scope="col" class="right">512 MiB</th>')
    expect(html).toContain('<bdi>&lt;killed&gt;</bdi>')
  })
})
