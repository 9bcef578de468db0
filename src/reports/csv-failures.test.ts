import { describe, expect, it } from 'vitest'
import { readCsv } from '../../fixtures/csv.ts'
import { makeResult, readyRounds } from '../../fixtures/results.ts'
import { outside } from '../model/outside.ts'
import type { FailureGroup } from '../model/samples.ts'
import { csvFailures } from './csv-failures.ts'

const group = (parts: Partial<FailureGroup>): FailureGroup => ({
  kind: 'status',
  status: 503,
  count: 1,
  firstMs: 100,
  lastMs: 200,
  example: null,
  ...parts,
})

function rowsOf(...groups: readonly (readonly FailureGroup[])[]) {
  return readCsv(csvFailures(makeResult({ evidence: readyRounds(groups.map((failures) => [{ failures }])) })))
}

describe('failures.csv', () => {
  it('has each kind of each request once, over all rounds', () => {
    const rows = rowsOf(
      [group({ count: 2, example: outside('busy') }), group({ kind: 'timeout', status: null, count: 4 })],
      [group({ count: 3, firstMs: 50, lastMs: 150 })],
    )
    expect(rows).toEqual([
      {
        Method: 'POST',
        Name: 'predict',
        Error: 'unexpected status 503',
        Occurrences: '5',
        'First Seen': '',
        'Last Seen': '',
        Side: 'candidate',
        Stage: 'steady',
        Kind: 'status',
        Status: '503',
        From: 'service',
        'First After (ms)': '50',
        'Last After (ms)': '200',
        Example: 'busy',
      },
      expect.objectContaining({ Error: 'timeout', Occurrences: '4', Status: '', From: 'either', Example: '' }),
    ])
  })

  it('keeps the lines of an example apart', () => {
    const [row] = rowsOf([group({ example: outside('Traceback:\n  File "app.py", line 1\n=1') })])
    expect(row?.Example).toBe(`Traceback:\n  File "app.py", line 1\n'=1`)
  })
})
