import { describe, expect, it } from 'vitest'
import { makeResult, outOfMemory, readyRounds, withStarts } from '../../../fixtures/results.ts'
import { outside, plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { exceptionsTable } from './report-exceptions.ts'

function rowsOf(parts: Partial<Pick<Result, 'evidence'>>): readonly string[] {
  const table = exceptionsTable(makeResult(parts))
  return table.kind === 'table' ? table.rows.map(({ cells }) => cells.map(plainText).join(' | ')) : []
}

const died = { how: 'aborted', why: 'target-gone' } as const

describe('exceptions', () => {
  it('are none of a run in which nothing happened', () => {
    expect(rowsOf({})).toEqual([])
  })

  it('tell a container that died once, in the stage in which it was', () => {
    const rows = rowsOf({ evidence: withStarts(readyRounds([[{ ended: died }]]), { ending: outOfMemory }) })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatch(/^1 \| candidate \| steady \| the container was killed/)
  })

  it('tell a stage that was stopped, and an answer before any load that was not as expected', () => {
    const probe = { request: 'predict', status: 422, ok: false, error: null, body: outside('{}') }
    const stopped = { how: 'aborted', why: 'failing' } as const
    const rows = rowsOf({ evidence: withStarts(readyRounds([[{ ended: stopped }]]), { probes: [probe] }) })
    expect(rows.map((row) => row.split(' | ')[2])).toEqual(['before any load', 'steady'])
    expect(rows[1]).toContain('too many requests failed')
  })

  it('tell a start that failed', () => {
    const evidence = [
      { round: 2, ms: 1, starts: [{ side: 'baseline', state: 'failed', ending: { ...outOfMemory, how: 'exited' } }] },
    ] as const
    expect(rowsOf({ evidence })[0]).toMatch(/^2 \| baseline \| before any load \| the container exited/)
  })
})
