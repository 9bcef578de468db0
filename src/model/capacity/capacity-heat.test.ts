import { describe, expect, it } from 'vitest'
import type { HeatTable } from '../chart.ts'
import { plainText } from '../outside.ts'
import type { TableConfig } from './capacity-config.ts'
import { heatTables } from './capacity-heat.ts'
import { judgeCapacity } from './judge-capacity.ts'
import { capacityOf } from './test/found.ts'
import { questionOf, SIMULATED, searchAll } from './test/simulated-target.ts'

const MIB = 1024 ** 2

function heatOf(table: Partial<TableConfig>): readonly HeatTable[] {
  const question = questionOf({ table: { replicas: [1], cpus: [0.5], memoryBytes: [512 * MIB], ...table } })
  const { trials } = searchAll(question, SIMULATED)
  return heatTables(judgeCapacity(capacityOf(question, trials)).table?.rows ?? [])
}

const shown = ({ title, rowsAre, columnsAre, columns, rows }: HeatTable) => ({
  title: plainText(title),
  axes: `${rowsAre} by ${columnsAre}`,
  columns: columns.map(plainText),
  rows: rows.map((row) =>
    [row.title, ...row.cells.map(({ text }) => text)].map((one) => plainText(one).replace('\u00A0', ' ')),
  ),
})

describe('the heat table of boxes', () => {
  it('is RPS over CPU and replicas, with what meets the thresholds', () => {
    expect(heatOf({ replicas: [1, 2], cpus: [0.3, 0.6] }).map(shown)).toEqual([
      {
        title: 'RPS with 512 MiB each',
        axes: 'CPU each by Replicas',
        columns: ['1', '2'],
        rows: [
          ['0.3', '36/s', '72/s ✓'],
          ['0.6', '72/s ✓', '144/s ✓'],
        ],
      },
    ])
  })

  it('is over CPU and memory where there is one number of replicas, and says what was killed and what was not measured', () => {
    const [table, ...more] = heatOf({ cpus: [0.3, 0.6], memoryBytes: [128, 512, 1024].map((one) => one * MIB) })
    expect(more).toEqual([])
    expect(table === undefined ? null : shown(table)).toEqual({
      title: 'RPS with 1 replica',
      axes: 'CPU each by Memory each',
      columns: ['128 MiB', '512 MiB'],
      rows: [
        ['0.3', 'killed at start', '36/s'],
        ['0.6', 'not measured', '72/s ✓'],
      ],
    })
  })

  it('is over memory and replicas where there is one CPU limit', () => {
    const [table] = heatOf({ replicas: [1, 2], memoryBytes: [320 * MIB, 512 * MIB] })
    expect(table === undefined ? null : shown(table).axes).toBe('Memory each by Replicas')
  })

  it('is one for each memory limit where boxes differ in everything, but for a limit of which there are not two numbers', () => {
    const titles = (memoryMib: readonly number[]) =>
      heatOf({ replicas: [1, 2], cpus: [0.3, 0.6], memoryBytes: memoryMib.map((one) => one * MIB) }).map(({ title }) =>
        plainText(title),
      )
    expect(titles([310, 320])).toEqual(['RPS with 310 MiB each', 'RPS with 320 MiB each'])
    expect(titles([128, 512])).toEqual(['RPS with 512 MiB each'])
  })

  it('is none of a single box', () => {
    expect(heatOf({})).toEqual([])
  })

  it('has a value wherever it has a rate, and counts those that meet', () => {
    const [table] = heatOf({ replicas: [1, 2], cpus: [0.3, 0.6] })
    expect(table?.rows.map(({ cells }) => cells.map(({ value }) => value))).toEqual([
      [36, 72],
      [72, 144],
    ])
    expect(plainText(table?.summary ?? [])).toBe('3 of 4 boxes meet the thresholds (✓).')
  })
})
