import { expect, it } from 'vitest'
import { pairedResult } from '../../../fixtures/pairs.ts'
import { makeResult, readyRounds, type StageNumbers } from '../../../fixtures/results.ts'
import { outside, plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { failureSections } from './report-failures.ts'

function failed(count: number): StageNumbers {
  const example = outside('no room')
  return {
    unexpectedStatus: count,
    failures: [{ kind: 'status', status: 503, count, firstMs: 100, lastMs: 2000, example }],
  }
}

function told(result: Result) {
  const [table, log] = failureSections(result)
  return {
    columns: table?.kind === 'table' ? table.columns.map(({ title }) => title) : [],
    rows: table?.kind === 'table' ? table.rows.map(({ cells }) => cells.map(plainText)) : [],
    log: log?.kind === 'log' ? log.lines.map((line) => line.outside) : [],
  }
}

it('are those of both sides of a comparison, each under its name', () => {
  const rounds = [1, 2].map(() => ({ candidate: [failed(3)], baseline: [failed(20)] }))
  const { columns, rows, log } = told(pairedResult(rounds))
  expect(columns.slice(0, 3)).toEqual(['Stage', 'Side', 'Request'])
  expect(rows.map((cells) => [cells[1], cells[5]])).toEqual([
    ['baseline', '40'],
    ['candidate', '6'],
  ])
  expect(log).toEqual([
    'baseline, predict, unexpected status 503: no room',
    'candidate, predict, unexpected status 503: no room',
  ])
})

it('name no side where there is one', () => {
  const { columns, rows, log } = told(makeResult({ evidence: readyRounds([[failed(3)]]) }))
  expect(columns.slice(0, 2)).toEqual(['Stage', 'Request'])
  expect(rows).toEqual([['steady', 'predict', 'unexpected status 503', 'service', '3', '100 ms', '2 s']])
  expect(log).toEqual(['predict, unexpected status 503: no room'])
})
