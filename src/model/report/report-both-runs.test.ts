import { describe, expect, it } from 'vitest'
import { connectionsStage, machine, makeResult, planRecord, readyRounds } from '../../../fixtures/results.ts'
import { against } from '../judge/compare-results.ts'
import { outside, plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { bothRuns } from './report-both-runs.ts'

const NOW = makeResult({ evidence: readyRounds([[{ ok: 700 }], [{ ok: 705 }], [{ ok: 695 }]]) })
const BEFORE = makeResult({ startedAt: '2026-10-01T08:30:00.000Z' })

function told(before: Result): { readonly lines: readonly string[]; readonly rows: readonly string[]; title: string } {
  const [not, table] = bothRuns(against(before, outside('before.json'), NOW), before)
  if (not?.kind !== 'words' || table?.kind !== 'table') throw new Error('words and a table')
  return {
    lines: not.lines.map(plainText),
    rows: table.rows.map(({ cells }) => cells.slice(0, 5).map(plainText).join(' | ')),
    title: table.title,
  }
}

describe('two runs', () => {
  it('that are compared have their figures beside each other, and nothing more is said', () => {
    expect(told(BEFORE)).toEqual({
      lines: [],
      rows: ['steady | baseline | 10 connections | 3000 | 100/s', 'steady | candidate | 10 connections | 2100 | 70/s'],
      title: 'Measured over 3 rounds',
    })
  })

  it('of two machines are not compared, which is said with the machines', () => {
    const { lines, rows } = told({ ...BEFORE, machine: { ...machine, cpuModel: 'Example CPU 9', cores: 8 } })
    expect(lines).toEqual([
      "The baseline's numbers cannot be held against the candidate's: measured on another class of machine: Example CPU 9, 8 cores, 16 GiB, x64; this is Example CPU 3000, 4 cores, 16 GiB, x64. Only the candidate is judged, by its thresholds.",
      'Both are shown as they were measured. The baseline: ghcr.io/acme/covertype-api:1.4.0, 2026-10-01 08:30 UTC, on Example CPU 9, 8 cores. The candidate: ghcr.io/acme/covertype-api:1.4.0, 2026-11-05 10:00 UTC, on Example CPU 3000, 4 cores.',
    ])
    expect(rows).toHaveLength(2)
  })

  it('of two plans have each its own stages, loads and rounds', () => {
    const plan = { ...planRecord(['steady'], 1), stages: [connectionsStage('steady', 50), connectionsStage('gone')] }
    const evidence = readyRounds([[{ ok: 2000 }, { stage: 'gone', ok: 400 }]])
    const { lines, rows, title } = told({ ...BEFORE, plan, evidence })
    expect(lines[0]).toMatch(
      /another plan \(stage warm-up is new; stage steady was changed; stage gone is gone\)\. Only the candidate/,
    )
    expect(rows).toEqual([
      'steady | baseline | 50 connections | 2000 | 200/s',
      'steady | candidate | 10 connections | 2100 | 70/s',
      'gone | baseline | 10 connections | 400 | 40/s',
    ])
    expect(title).toBe('Measured over 3 rounds, the baseline over 1')
  })
})
