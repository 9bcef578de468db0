import { describe, expect, it } from 'vitest'
import { readCsv } from '../../fixtures/csv.ts'
import { makeResult, outOfMemory, readyRounds, withStarts } from '../../fixtures/results.ts'
import type { Round } from '../model/evidence.ts'
import { outside } from '../model/outside.ts'
import { csvExceptions } from './csv-exceptions.ts'

const rowsOf = (evidence: readonly Round[]) => readCsv(csvExceptions(makeResult({ evidence })))

describe('exceptions.csv', () => {
  it('has a container that ended, with the last lines of its log where Locust has a stack trace', () => {
    const lastLines = [outside('Traceback:'), outside('  MemoryError'), outside('=1')]
    const gone = { ended: { how: 'aborted', why: 'target-gone' } } as const
    const evidence = withStarts(readyRounds([[gone]]), {
      ending: { ...outOfMemory, who: { kind: 'replica', number: 2, of: 3 }, lastLines },
    })
    expect(rowsOf(evidence)).toEqual([
      {
        Count: '1',
        Message:
          'replica 2 of 3 was killed 4.2 s after its start: it needed more memory than its limit of 512 MiB (exit code 137)',
        Traceback: "Traceback:\n  MemoryError\n'=1",
        Nodes: 'replica 2 of 3',
        Side: 'candidate',
        Round: '1',
        Stage: 'steady',
        Kind: 'out-of-memory',
        'Exit Code': '137',
        'After (ms)': '4200',
      },
    ])
  })

  it('has a start that failed', () => {
    const failed: Round = {
      round: 1,
      ms: 1,
      starts: [{ side: 'baseline', state: 'failed', ending: { ...outOfMemory, how: 'never-ready', exitCode: null } }],
    }
    expect(rowsOf([failed])).toEqual([
      expect.objectContaining({
        Side: 'baseline',
        Kind: 'never-ready',
        Nodes: 'container',
        Stage: '',
        'Exit Code': '',
      }),
    ])
  })

  it('has an answer before any load that was not as expected, with what it said', () => {
    const probe = { request: 'predict', status: 500, ok: false, error: null, body: outside('no model') }
    expect(rowsOf(withStarts(readyRounds([[]]), { probes: [probe] }))).toEqual([
      expect.objectContaining({
        Message: 'predict: expected 2xx, got 500; nothing was loaded',
        Traceback: 'no model',
        Kind: 'unexpected-answer',
        Nodes: '',
      }),
    ])
  })

  it('has a stage that was stopped, but not once more one whose target went away', () => {
    const stopped = (why: 'failing' | 'target-gone' | 'other-side') => ({ ended: { how: 'aborted', why } }) as const
    const rows = rowsOf(readyRounds([[stopped('failing')], [stopped('target-gone')], [stopped('other-side')], [{}]]))
    expect(rows.map(({ Kind, Message, Stage, Round }) => ({ Kind, Message, Stage, Round }))).toEqual([
      { Kind: 'stopped', Message: 'too many requests failed for too long', Stage: 'steady', Round: '1' },
    ])
  })
})
