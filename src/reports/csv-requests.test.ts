import { describe, expect, it } from 'vitest'
import { readCsv } from '../../fixtures/csv.ts'
import { pairedResult, rounds } from '../../fixtures/pairs.ts'
import {
  makeResult,
  readyRounds,
  type StageNumbers,
  stageSamples as stageOf,
  withStarts,
} from '../../fixtures/results.ts'
import { csvRequests, csvSpawn } from './csv-requests.ts'

const rowsOf = (...stages: readonly StageNumbers[]) =>
  readCsv(csvRequests(makeResult({ evidence: readyRounds(stages.map((stage) => [stage])) })))

describe('requests.csv', () => {
  it('has each request over all rounds, and all of them together', () => {
    const rows = rowsOf({ ok: 1000, unexpectedStatus: 10 }, { ok: 900, connectionErrors: 5 })
    expect(rows.map((row) => [row.Type, row.Name])).toEqual([
      ['POST', 'predict'],
      ['', 'Aggregated'],
    ])
    for (const row of rows) {
      expect(row).toMatchObject({
        'Request Count': '1915',
        'Failure Count': '15',
        'Ok Count': '1900',
        'Unexpected Status Count': '10',
        'Connection Error Count': '5',
        Rounds: '2',
        Seconds: '20',
        'Requests/s': '95.75',
        'Failures/s': '0.75',
        RPS: '95',
        Side: 'candidate',
        Stage: 'steady',
        Load: '10 connections',
      })
    }
  })

  it('knows no size of answers', () => {
    expect(rowsOf({}).map((row) => row['Average Content Size'])).toEqual(['', ''])
  })

  it('leaves a percentile empty that falls on a timeout, and says how long was waited', () => {
    const [row] = rowsOf({ ok: 90, timeouts: 10, latencyMs: 50 })
    const latency = Number(row?.['50%'])
    expect(latency).toBeCloseTo(50, 1)
    expect(row).toMatchObject({
      '90%': String(latency),
      '95%': '',
      '100%': '',
      'Max Response Time': '',
      'Min Response Time': String(latency),
      'Timeout Count': '10',
      'Timeout (ms)': '10000',
    })
  })

  it('has no latency where nothing succeeded, and no rate where nothing was driven', () => {
    const [row] = rowsOf({ ok: 0, connectionErrors: 7, seconds: 0 })
    const empty = [
      'Median Response Time',
      'Average Response Time',
      'Min Response Time',
      '50%',
      '100%',
      'Requests/s',
      'RPS',
    ]
    expect(empty.map((title) => row?.[title])).toEqual(empty.map(() => ''))
    expect(row).toMatchObject({ 'Request Count': '7', 'Failure Count': '7', Seconds: '0', 'Timeout (ms)': '' })
  })

  it('has both sides of a comparison, the candidate first', () => {
    const rows = readCsv(csvRequests(pairedResult(rounds(6, 0.1))))
    expect(rows.filter(({ Name }) => Name === 'Aggregated').map(({ Side, Stage }) => `${Side} ${Stage}`)).toEqual([
      'candidate steady',
      'candidate offered',
      'baseline steady',
      'baseline offered',
    ])
  })

  it('leaves out rounds that were dropped, and warm-ups', () => {
    const busy = { cpuShare: 0.99, lateP99Ms: 50, loopLagP99Ms: 500, runDelayShare: 0.5 }
    const rows = rowsOf({ ok: 1000 }, { ok: 1000 }, { ok: 5, ...busy })
    expect(rows.map((row) => row.Rounds)).toEqual(['2', '2'])
    expect(rowsOf({ stage: 'warm-up' })).toEqual([])
  })
})

describe('spawn.csv', () => {
  const stage = (seconds: number, timeouts: number): StageNumbers => ({
    spawn: { seconds, ok: 50, latencyMs: 80, timeouts },
  })

  it('has what users did while they were being spawned, of which nothing is in requests.csv', () => {
    const result = makeResult({ evidence: readyRounds([[stage(2, 1)], [stage(3, 1)]]) })
    const rows = readCsv(csvSpawn(result))
    expect(rows.map(({ Name }) => Name)).toEqual(['predict', 'Aggregated'])
    for (const row of rows) {
      expect(row).toMatchObject({ 'Request Count': '102', 'Timeout Count': '2', Seconds: '5', RPS: '20', Rounds: '2' })
      expect(Number(row['50%'])).toBeCloseTo(80, 0)
    }
    const without = makeResult({ evidence: readyRounds([[{}], [{}]]) })
    expect(csvRequests(result)).toBe(csvRequests(without))
  })

  it('has no rows of a stage of which one round has counts only: the others are not all', () => {
    const [known, old] = readyRounds([[stage(2, 1)], [stage(3, 1)]])
    const counts = JSON.parse(JSON.stringify(old), (key, value) =>
      key === 'spawn' ? { ...value, perRequest: [] } : value,
    )
    expect(readCsv(csvSpawn(makeResult({ evidence: known === undefined ? [] : [known, counts] })))).toEqual([])
    const none = JSON.parse(JSON.stringify(counts), (key, value) =>
      key === 'spawn' ? { ...value, ok: 0, failed: 0 } : value,
    )
    const rows = readCsv(csvSpawn(makeResult({ evidence: known === undefined ? [] : [known, none] })))
    expect(rows.at(-1)).toMatchObject({ Name: 'Aggregated', 'Request Count': '51', Seconds: '5' })
  })

  it('has no rows where nothing was spawned, or nothing but counts is known', () => {
    const old = { ...stageOf({}), spawn: { seconds: 1, ok: 5, failed: 0, perRequest: [] } }
    const [round] = readyRounds([[{}]])
    const made = makeResult({ evidence: withStarts(round === undefined ? [] : [round], { stages: [old] }) })
    expect(readCsv(csvSpawn(made))).toEqual([])
    expect(readCsv(csvSpawn(makeResult()))).toEqual([])
  })
})
