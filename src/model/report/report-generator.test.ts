import { describe, expect, it } from 'vitest'
import { makeResult, readyRounds, type StageNumbers } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import { generatorTable } from './report-generator.ts'

function tableOf(...rounds: readonly StageNumbers[]) {
  const table = generatorTable(makeResult({ evidence: readyRounds(rounds.map((stage) => [stage])) }))
  if (table.kind !== 'table') throw new Error('it is a table')
  const rows = table.rows.map(({ cells }) => cells.map(plainText))
  return { isQuiet: table.isQuiet, rows, marks: table.rows.map(({ mark }) => mark) }
}

describe('the table of the load generator', () => {
  it('has the worst round of each figure and the counts of all rounds', () => {
    const scheduled = { offeredPerSecond: { from: 80, to: 80 } }
    const { rows } = tableOf(
      { ...scheduled, threads: 2, cpuShare: 0.1, runDelayShare: 0.04, loopLagP99Ms: 3, lateP99Ms: 1, waitedForRoom: 5 },
      {
        ...scheduled,
        threads: 2,
        cpuShare: 0.3,
        runDelayShare: 0.01,
        loopLagP99Ms: 2,
        lateP99Ms: 2,
        waitedForRoom: 7,
        dropped: 9,
      },
    )
    const [cells = []] = rows
    expect(cells.slice(0, -1)).toEqual(['steady', 'autocannon', '2', '30%', '4%', '3 ms', '2 ms', '12', '9', '0'])
    expect(cells.at(-1)).toContain('"max-in-flight"')
    expect(cells.at(-1)).toContain('before all was sent')
  })

  it('is quiet where nothing is off, and has nothing of a schedule where there is none', () => {
    const { isQuiet, rows, marks } = tableOf({ cpuShare: 0.5 })
    expect([isQuiet, marks]).toEqual([true, [null]])
    expect(rows).toEqual([['steady', 'autocannon', '1', '50%', '0%', '1 ms', '', '', '', '0', '']])
  })

  it.each<[what: string, numbers: StageNumbers, note: string]>([
    ['requests that were sent again', { resent: 3 }, 'sent again'],
    ['waits for room', { waitedForRoom: 1 }, 'the wait is in the latency'],
    ['what was never sent', { dropped: 1 }, 'before all was sent'],
  ])('is not quiet about %s', (_what, numbers, note) => {
    const { isQuiet, rows, marks } = tableOf({}, numbers)
    expect([isQuiet, marks]).toEqual([false, [null]])
    expect(rows[0]?.at(-1)).toContain(note)
  })

  it('marks a stage whose limit it was', () => {
    const { isQuiet, rows, marks } = tableOf({ cpuShare: 0.99 })
    expect([isQuiet, marks]).toEqual([false, ['cannot-tell']])
    expect(rows[0]?.at(-1)).toContain('the load generator used 99% of its core')
  })

  it('says where the kernel does not tell how long a thread waited for a core', () => {
    const evidence = readyRounds([[{}]])
    const unknown = JSON.parse(JSON.stringify(evidence), (key, value) => (key === 'runDelayShare' ? null : value))
    const table = generatorTable(makeResult({ evidence: unknown }))
    expect(table.kind === 'table' && table.rows[0]?.cells.map(plainText)).toContain('not known')
  })
})
