import { describe, expect, test } from 'vitest'
import { readCsv } from '../../fixtures/csv.ts'
import { golden } from '../../fixtures/golden.ts'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { recordedResult } from '../../fixtures/recorded-result.ts'
import { makeResult, readyRounds } from '../../fixtures/results.ts'
import type { Result } from '../model/result/result.ts'
import { CSV_FILES } from './csv-files.ts'

describe.each(['out-of-memory', 'replicas'])('of the recorded result %s', (name) => {
  test.each(Object.entries(CSV_FILES))('%s is as its golden text', (file, render) => {
    // The repository keeps lines without CR.
    const made = render(recordedResult(name)).replaceAll('\r\n', '\n')
    expect(made).toBe(golden(`csv/${name}-${file}`, made))
  })
})

test.each(Object.entries(CSV_FILES))('%s of a run without any round has its titles alone', (_, render) => {
  const text = render(makeResult({ evidence: [] }))
  expect(text).toMatch(/^[^\r\n]+\r\n$/)
})

test.each(Object.entries(CSV_FILES))('%s holds hostile names without obeying them', (_, render) => {
  for (const text of [...HOSTILE_TEXTS, '=1+1', '@SUM(A1)', 'a;=cmd|1']) {
    const rows = readCsv(render(hostile(text)))
    const formulas = rows.flatMap((row) => Object.values(row)).filter((cell) => /(^|[;\n])[=+@-]/.test(cell))
    expect(formulas.filter((cell) => !Number.isFinite(Number(cell)))).toEqual([])
  }
})

/** A result with this text as each name, method, example and message. */
function hostile(text: string): Result {
  const result = makeResult({
    evidence: readyRounds([
      [
        {
          stage: text,
          unexpectedStatus: 1,
          failures: [{ kind: 'status', status: 500, count: 1, firstMs: 1, lastMs: 1, example: { outside: text } }],
        },
      ],
    ]),
  })
  const renamed = JSON.parse(JSON.stringify(result), (_, value) =>
    value === 'predict' || value === 'POST' || value === 'steady' ? text : value,
  ) as Result
  const ending = {
    how: 'refused-by-engine',
    who: null,
    exitCode: 1,
    engineSaid: { outside: text },
    afterMs: 1,
    lastLines: [{ outside: text }, { outside: text }],
  } as const
  return {
    ...renamed,
    evidence: renamed.evidence.map((round) => ({
      ...round,
      starts: round.starts.map((start) => ({ ...start, ending })),
    })),
  }
}

/** The titles of Locust 2.47, as its `StatsCSVFileWriter` has them. */
const PERCENTILES = '50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%'
const STATISTICS = `Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,${PERCENTILES}`
const LOCUST: Readonly<Record<string, string>> = {
  'requests.csv': STATISTICS,
  'spawn.csv': STATISTICS,
  'failures.csv': 'Method,Name,Error,Occurrences,First Seen,Last Seen',
  'exceptions.csv': 'Count,Message,Traceback,Nodes',
  'history.csv': `Timestamp,User Count,Type,Name,Requests/s,Failures/s,${PERCENTILES},Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size`,
}

test.each(
  Object.entries(CSV_FILES),
)('%s begins with the columns that Locust writes, in their order', (file, render) => {
  const titles = render(makeResult({ evidence: [] })).trimEnd()
  expect(titles.startsWith(`${LOCUST[file]},`)).toBe(true)
  expect(new Set(titles.split(',')).size).toBe(titles.split(',').length)
})
