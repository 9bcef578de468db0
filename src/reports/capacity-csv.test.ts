import { describe, expect, it } from 'vitest'
import { parseCsv, readCsv } from '../../fixtures/csv.ts'
import { hostileCapacity } from '../../fixtures/hostile-result.ts'
import { recordedCapacity, recordedText } from '../../fixtures/recorded-result.ts'
import type { Capacity } from '../model/capacity/capacity.ts'
import { judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { questionOf, SIMULATED, searchAll } from '../model/capacity/test/simulated-target.ts'
import { renderCapacityCsv } from './capacity-csv.ts'

const MIB = 1024 ** 2

const csvOf = (capacity: Capacity) => renderCapacityCsv(judgeCapacity(capacity))

describe('the CSV of a capacity run', () => {
  const question = questionOf({ memoryFloor: { range: { from: 32 * MIB, to: 1024 * MIB }, stepBytes: 16 * MIB } })
  const { trials } = searchAll(question, SIMULATED)
  const csv = csvOf({ ...recordedCapacity(), ...question, trials })
  const rows = readCsv(csv)

  it('has a line of titles and one for each trial, with numbers in base units', () => {
    expect(rows).toHaveLength(trials.length)
    expect(csv).toMatch(/^search,replicas,cpus,memory_bytes,load,amount,rps,p95_ms,failures,cores_used,/)
    expect(rows[0]).toMatchObject({
      search: 'memory-floor',
      replicas: '1',
      cpus: '1',
      memory_bytes: String(1024 * MIB),
      load: 'stages',
      amount: '',
      rps: '120',
      outcome: 'meets',
      why: '',
    })
  })

  it('says why one did not do', () => {
    const killed = rows.filter(({ outcome }) => outcome === 'killed-under-load')
    expect(killed).toHaveLength(2)
    expect(killed[0]?.why).toContain('the container was killed')
  })

  it('says between which two an answer lies, and how many starts each rests on', () => {
    const ends = rows.filter(({ bracket }) => bracket !== '')
    const of = (wanted: string) =>
      ends
        .filter(({ bracket }) => bracket === wanted)
        .map(({ memory_bytes, starts, starts_met }) => [Number(memory_bytes) / MIB, starts, starts_met])
    // Both ends were measured again.
    expect(of('holds')).toEqual([
      [304, '1', '1'],
      [304, '1', '1'],
    ])
    expect(of('misses')).toEqual([
      [288, '1', '0'],
      [288, '1', '0'],
    ])
    expect(ends).toHaveLength(4)
  })

  it('has each number with all its digits, as the result gives it', () => {
    const { views } = judgeCapacity(recordedCapacity())
    const read = readCsv(csvOf(recordedCapacity())).map(({ rps, amount }) => [rps, amount])
    const text = (value: number | null | undefined) => (value == null ? '' : String(value))
    expect(read).toEqual(views.map(({ rps, trial }) => [text(rps), text(trial.level?.amount)]))
  })

  it('keeps hostile texts in their cells, and none of them a formula', () => {
    const [titles = [], ...records] = parseCsv(csvOf(hostileCapacity(recordedText('capacity'))))
    expect(records).toHaveLength(recordedCapacity().trials.length)
    expect(records.filter((record) => record.length !== titles.length)).toEqual([])
    expect(records.flat().filter((cell) => /^\s*[=+@]/.test(cell))).toEqual([])
  })
})
