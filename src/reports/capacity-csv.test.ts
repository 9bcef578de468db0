import { describe, expect, it } from 'vitest'
import { judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { questionOf, SIMULATED, searchAll } from '../model/capacity/test/simulated-target.ts'
import { renderCapacityCsv } from './capacity-csv.ts'

const MIB = 1024 ** 2

describe('the CSV of a capacity run', () => {
  const question = questionOf({ memoryFloor: { range: { from: 32 * MIB, to: 1024 * MIB }, stepBytes: 16 * MIB } })
  const { trials } = searchAll(question, SIMULATED)
  const times = { startedAt: '', finishedAt: '' }
  const csv = renderCapacityCsv(
    judgeCapacity({
      ...question,
      ...times,
      perfGate: '',
      runId: '',
      defaultLimits: [],
      generatorCores: null,
      trials,
      ended: 'complete',
    }),
  )
  const lines = csv.split('\r\n')

  it('has a line of titles and one for each trial, with numbers in base units', () => {
    expect(lines).toHaveLength(trials.length + 2)
    expect(lines[0]?.split(',').slice(0, 7)).toEqual([
      'search',
      'replicas',
      'cpus',
      'memory_bytes',
      'load',
      'amount',
      'rps',
    ])
    expect(lines[1]?.split(',').slice(0, 7)).toEqual([
      'memory-floor',
      '1',
      '1',
      String(1024 * MIB),
      'stages',
      '',
      '120',
    ])
  })

  it('says why one did not do', () => {
    expect(lines.filter((line) => line.includes('killed-under-load,the container was killed'))).toHaveLength(2)
  })
})
