import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { pairedResult, rounds } from '../../fixtures/pairs.ts'
import { RECORDED, recordedText } from '../../fixtures/recorded-result.ts'
import { makeResult, readyRounds } from '../../fixtures/results.ts'
import { runSetup } from '../../fixtures/run-setup.ts'
import type { Round } from '../model/evidence.ts'
import { readResult } from '../model/result/read-result.ts'
import { encodeResult, type Result } from '../model/result/result.ts'
import { countedResult } from '../model/rounds/sift-rounds.ts'
import type { RequestSamples, StageSamples } from '../model/samples.ts'
import { CSV_FILES } from './csv-files.ts'

const run = promisify(execFile)
const fixtures = join(import.meta.dirname, '..', '..', 'fixtures')

let python = ''
beforeAll(async () => {
  python = await runSetup('setup-pandas')
})

it.each(RECORDED)('the files of %s load in pandas and agree with it to the last digit', async (name) => {
  expect(await checked(recordedText(name))).toMatch(/^\d+ cells agree\n$/)
})

const MADE: Readonly<Record<string, Result>> = {
  'both sides': pairedResult(rounds(6, 0.1)),
  'users that failed while they were being spawned': makeResult({
    evidence: readyRounds([
      [{ spawn: { seconds: 2.5, ok: 77, latencyMs: 31.415, timeouts: 3 } }],
      [{ spawn: { seconds: 3.1, ok: 5, connectionErrors: 1 } }],
    ]),
  }),
  'timeouts, failures and a stage in which nothing succeeded': makeResult({
    evidence: readyRounds([
      [{ ok: 90, timeouts: 10, seconds: 9.87 }],
      [{ ok: 0, connectionErrors: 7, seconds: 0 }],
      [{ ok: 77, latencyMs: 31.415, slow: { count: 7, latencyMs: 2718.28 }, unexpectedStatus: 3, seconds: 10.1 }],
    ]),
  }),
}

it.each(Object.entries(MADE))('so do those of a result with %s', async (_, result) => {
  expect(await checked(encodeResult(result, {}))).toMatch(/^\d+ cells agree\n$/)
})

it('no name or message moves a number into another cell', async () => {
  const result = makeResult({ evidence: readyRounds([[{}]]) })
  const named = HOSTILE_TEXTS.map((text) => `${text.slice(0, 90)} ${HOSTILE_TEXTS.indexOf(text)}`)
  const evidence = withEachRequest(result.evidence, named)
  const made = { ...result, evidence }
  expect(await checked(encodeResult(made, {}), 'numbers')).toMatch(/^\d+ cells agree\n$/)
})

/** The same with a request of each name, which also failed with that name as the message. */
function withEachRequest(evidence: readonly Round[], names: readonly string[]): readonly Round[] {
  const stages = (all: readonly StageSamples[]) =>
    all.map((samples) => ({
      ...samples,
      perRequest: names.flatMap((request, place) =>
        samples.perRequest.map((one): RequestSamples => {
          const example = { outside: request }
          const group = {
            kind: 'status',
            status: 500,
            count: place + 1,
            firstMs: place,
            lastMs: place,
            example,
          } as const
          return { ...one, request, unexpectedStatus: place + 1, failures: [group] }
        }),
      ),
    }))
  return evidence.map((round) => ({
    ...round,
    starts: round.starts.map((start) => (start.state === 'ready' ? { ...start, stages: stages(start.stages) } : start)),
  }))
}

/** What the check says of the files of this result. Rejects with what differs. */
async function checked(source: string, what = 'all'): Promise<string> {
  const read = readResult(source)
  if (read.state !== 'good') throw new Error(`the result cannot be read: ${JSON.stringify(read)}`)
  const counted = countedResult(read.result).evidence.map(({ round }) => round)
  const folder = await mkdtemp(join(tmpdir(), 'perf-gate-csv-'))
  try {
    await writeFile(join(folder, 'result.json'), source)
    for (const [name, render] of Object.entries(CSV_FILES)) await writeFile(join(folder, name), render(read.result))
    const script = join(fixtures, 'pandas', 'check-csv.py')
    const { stdout } = await run(python, [script, join(folder, 'result.json'), folder, counted.join(','), what])
    return stdout
  } finally {
    await rm(folder, { recursive: true })
  }
}
