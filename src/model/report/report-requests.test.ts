import { expect, it } from 'vitest'
import { pairedResult, rounds } from '../../../fixtures/pairs.ts'
import { makeResult, readyRounds } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { requestsTable } from './report-requests.ts'

function rowsOf(result: Result): readonly string[] {
  const table = requestsTable(result)
  return table.kind === 'table' ? table.rows.map(({ cells }) => cells.map(plainText).join(' | ')) : []
}

it('has a row for each request of a stage, over all rounds', () => {
  const evidence = readyRounds([[{ ok: 980, unexpectedStatus: 20 }], [{ ok: 1000 }]])
  expect(rowsOf(makeResult({ evidence }))).toEqual([
    'steady | predict: POST /predict | 2000 | 99/s | 50 ms | 50 ms | 50 ms | 50 ms | 50 ms | 20 (1%)',
  ])
})

it('says where a percentile lies beyond the timeout', () => {
  const evidence = readyRounds([[{ ok: 90, timeouts: 10 }]])
  expect(rowsOf(makeResult({ evidence }))[0]).toContain(
    'over 10 s (timeout) | over 10 s (timeout) | over 10 s (timeout)',
  )
})

it('has both sides beside each other, and leaves out what never ran', () => {
  const rows = rowsOf(pairedResult(rounds(6, 0.1)))
  expect(rows.map((row) => row.split(' | ').slice(0, 2).join(' '))).toEqual([
    'steady baseline',
    'steady candidate',
    'offered baseline',
    'offered candidate',
  ])
  expect(rowsOf(makeResult({ evidence: [] }))).toEqual([])
})
