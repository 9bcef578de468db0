import { describe, expect, it } from 'vitest'
import { readCsv } from '../../fixtures/csv.ts'
import { connectionsStage, makeResult, planRecord, readyRounds } from '../../fixtures/results.ts'
import type { Stage } from '../model/config.ts'
import type { StageSamples, Window } from '../model/samples.ts'
import { csvHistory } from './csv-history.ts'

const window = (fromMs: number, ok: number, failed = 0): Window => ({
  fromMs,
  ok,
  failed,
  p50Micros: ok === 0 ? null : 12_345,
  p95Micros: ok === 0 ? null : 20_001,
  p99Micros: ok === 0 ? null : 30_000,
})

function rowsOf(parts: Partial<StageSamples>, stage: Stage = connectionsStage('steady', 4, 1000)) {
  const evidence = readyRounds([[{}]]).map((round) => ({
    ...round,
    starts: round.starts.map((start) =>
      start.state === 'ready' ? { ...start, stages: start.stages.map((samples) => ({ ...samples, ...parts })) } : start,
    ),
  }))
  return readCsv(csvHistory(makeResult({ evidence, plan: { ...planRecord(['steady'], 1), stages: [stage] } })))
}

describe('history.csv', () => {
  it('has each step of each round, with what came since the start of its stage', () => {
    const rows = rowsOf({ windows: [window(0, 20), window(250, 10, 5), window(500, 0, 3)] })
    expect(rows[1]).toEqual({
      Timestamp: '',
      'User Count': '4',
      Type: '',
      Name: 'Aggregated',
      'Requests/s': '60',
      'Failures/s': '20',
      '50%': '12.345',
      '66%': '',
      '75%': '',
      '80%': '',
      '90%': '',
      '95%': '20.001',
      '98%': '',
      '99%': '30',
      '99.9%': '',
      '99.99%': '',
      '100%': '',
      'Total Request Count': '35',
      'Total Failure Count': '5',
      'Total Median Response Time': '',
      'Total Average Response Time': '',
      'Total Min Response Time': '',
      'Total Max Response Time': '',
      'Total Average Content Size': '',
      Side: 'candidate',
      Stage: 'steady',
      Round: '1',
      'From (ms)': '250',
      RPS: '40',
      'Ok Count': '10',
      'Failure Count': '5',
    })
    expect(rows).toHaveLength(3)
    expect(rows[2]).toMatchObject({ '50%': '', 'Total Request Count': '38', 'Total Failure Count': '8' })
  })

  it('gives no rate for a step whose length nobody knows: the last, and one in which users were still being spawned', () => {
    const windows = [window(250, 5), window(500, 20), window(750, 7)]
    const rows = rowsOf({ windows, spawn: { seconds: 0.4, ok: 9, failed: 0, perRequest: [] } })
    expect(rows.map(({ RPS }) => RPS)).toEqual(['', '80', ''])
    expect(rows.map((row) => row['Requests/s'])).toEqual(['', '80', ''])
  })

  it.each([
    ['a ramp', { model: 'connections', connections: { from: 1, to: 9 } }, ['1', '3', '5']],
    ['a rate', { model: 'rate', rate: { by: 'share', share: 0.5 }, arrivals: 'poisson', maxInFlight: 9 }, ['', '', '']],
    [
      'users',
      { model: 'users', users: { from: 7, to: 7 }, spawnPerSecond: null, thinkTime: { fromMs: 0, toMs: 0 } },
      ['7', '7', '7'],
    ],
  ] as const)('counts the connections or users of %s by its plan', (_, load, users) => {
    const stage: Stage = { ...connectionsStage('steady', 1, 1000), load }
    const rows = rowsOf({ windows: [window(0, 1), window(250, 1), window(500, 1)] }, stage)
    expect(rows.map((row) => row['User Count'])).toEqual(users)
  })
})
