import { expect, it } from 'vitest'
import { capacityRun } from '../../../fixtures/capacity-run.ts'
import { makeResult, readyRounds, thresholds } from '../../../fixtures/results.ts'
import { encodeCapacity } from '../../model/capacity/capacity-file.ts'
import { encodeResult } from '../../model/result/result.ts'
import { CommandLine } from '../test/command-line.ts'

const file = (ok: number, limit: string) =>
  encodeResult(
    makeResult({
      evidence: readyRounds([[{ ok }], [{ ok: ok + 5 }], [{ ok: ok - 5 }]]),
      asked: { thresholds: thresholds(limit) },
    }),
    { outcome: 'pass' },
  )

const FILES = {
  'before.json': file(1000, 'rps >= 90'),
  'now.json': file(700, 'rps >= 90'),
  'slow.json': 'one line\nof text',
  'sized.json': encodeCapacity(capacityRun({ most: 2 }), {}),
}

it.each([
  [['now.json'], 1, 'Fail: steady: RPS 70/s, asked rps >= 90'],
  [['before.json'], 0, 'Pass: the one check holds'],
  [['before.json', 'now.json'], 1, '-30%'],
] as const)('judges %j again, with the exit code of a run', async (names, code, text) => {
  await using line = await CommandLine.in(FILES)
  const ran = await line.run('compare', ...names)
  expect(ran.stdout).toContain(text)
  expect(ran.code).toBe(code)
})

it('says what is wrong with all files, and keeps their names from acting on the log', async () => {
  await using line = await CommandLine.in(FILES)
  const { code, stderr } = await line.run('compare', 'slow.json', 'gone\n::error::forged')
  expect(stderr).toContain('slow.json: it is not JSON; gone ::error::forged: there is no such file')
  expect(stderr).not.toMatch(/^::error/m)
  expect(code).toBe(2)
})

it.each([
  [['sized.json']],
  [['now.json', 'sized.json']],
  [['sized.json', 'now.json']],
])('says of what a capacity run has measured which command reads it: %j', async (names) => {
  await using line = await CommandLine.in(FILES)
  const { code, stderr, stdout } = await line.run('compare', ...names)
  expect(`${stdout}${stderr}`).toMatch(
    /sized\.json: it is what a capacity run has\s+measured, not a result:\s+"perf-gate report"\s+renders one/,
  )
  expect(code).toBe(2)
})

it.each([[[]], [['a.json', 'b.json', 'c.json']]])('takes one or two files: %j', async (names) => {
  await using line = await CommandLine.in()
  const { code, stderr } = await line.run('compare', ...names)
  expect(stderr).toContain('compare takes one or two result files')
  expect(code).toBe(2)
})
