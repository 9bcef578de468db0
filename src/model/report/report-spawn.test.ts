import { describe, expect, it } from 'vitest'
import { makeResult, readyRounds, type StageNumbers } from '../../../fixtures/results.ts'
import type { Round } from '../evidence.ts'
import { plainText } from '../outside.ts'
import { spawnTable } from './report-spawn.ts'

function rowsOf(evidence: readonly Round[]): readonly (readonly string[])[] {
  const table = spawnTable(makeResult({ evidence }))
  if (table.kind !== 'table') throw new Error('it is a table')
  return table.rows.map(({ cells }) => cells.map(plainText))
}

const spawn = (given: NonNullable<StageNumbers['spawn']>) => readyRounds([[{ spawn: given }]])

describe('the table of the spawn phase', () => {
  it('is empty where there were no users to spawn', () => expect(rowsOf(readyRounds([[{}]]))).toEqual([]))

  it('has all rounds together, failures by kind, the most frequent first', () => {
    const group = { kind: 'timeout', status: null, firstMs: 1, lastMs: 2, example: null } as const
    const stage = (seconds: number, timeouts: number): StageNumbers => ({
      spawn: {
        seconds,
        ok: 50,
        timeouts,
        latencyMs: 80,
        failures: timeouts === 0 ? [] : [{ ...group, count: timeouts }],
      },
    })
    expect(rowsOf(readyRounds([[stage(2, 0)], [stage(2.5, 2)]]))).toEqual([
      ['steady', '2 s to 2.5 s', '102', '80.1 ms', '80.1 ms', 'over 10 s (timeout)', '2 (1.96%)', 'timeout 2 times'],
    ])
  })

  it('says that nothing was sent, and nothing that nobody knows', () => {
    expect(rowsOf(spawn({ seconds: 0, ok: 0 }))).toEqual([
      ['steady', '0 ms', '0', 'no data', 'no data', 'no data', '0', ''],
    ])
    const [round] = spawn({ seconds: 1, ok: 7, connectionErrors: 3 })
    const old = JSON.parse(JSON.stringify([round]), (key, value) =>
      key === 'spawn' ? { ...value, perRequest: [] } : value,
    )
    expect(rowsOf(old)).toEqual([['steady', '1 s', '10', 'not known', 'not known', 'not known', '3 (30%)', '']])
  })

  it('tells the sides of a comparison apart', () => {
    const [round] = spawn({ seconds: 1, ok: 7 })
    const both = {
      ...round,
      starts: (round?.starts ?? []).flatMap((one) => [one, { ...one, side: 'baseline' }]),
    } as Round
    expect(rowsOf([both]).map((cells) => cells.slice(0, 2))).toEqual([
      ['steady', 'baseline'],
      ['steady', 'candidate'],
    ])
  })
})
