import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capacityRun } from '../../../fixtures/capacity-run.ts'
import { readCsv } from '../../../fixtures/csv.ts'
import { recordedResult, recordedText } from '../../../fixtures/recorded-result.ts'
import { machine, makeResult, readyRounds, thresholds } from '../../../fixtures/results.ts'
import { encodeCapacity } from '../../model/capacity/capacity-file.ts'
import { encodeCalibration } from '../../model/judge/calibration.ts'
import { encodeResult } from '../../model/result/result.ts'
import { CommandLine } from '../test/command-line.ts'

const file = (ok: number, parts: Parameters<typeof makeResult>[0] = {}) =>
  encodeResult(
    makeResult({
      ...parts,
      evidence: readyRounds([[{ ok }], [{ ok: ok + 5 }], [{ ok: ok - 5 }]]),
      asked: { thresholds: thresholds('rps >= 90') },
    }),
    { outcome: 'pass' },
  )

const NEWER = JSON.stringify({ ...JSON.parse(file(1000)), schema: 7 })
const SIZED = encodeCapacity(capacityRun(), {})
const REGRESSION = recordedResult('regression')
const CALIBRATED = encodeCalibration({
  equal: REGRESSION,
  control: { state: 'run', quota: { stage: 'steady', usedCores: 0.9, cpus: 0.81 }, result: REGRESSION },
})
const FILES = {
  'before.json': file(1000),
  'now.json': file(700),
  'elsewhere.json': file(1000, { machine: { ...machine, cpuModel: 'Other CPU' } }),
  'bad.json': 'no JSON',
  'newer.json': NEWER,
  'regression.json': recordedText('regression'),
  'out-of-memory.json': recordedText('out-of-memory'),
  'sized.json': SIZED,
  'half.json': encodeCapacity(capacityRun({ most: 4 }), {}),
  'calibrated.json': CALIBRATED,
  'calibrated-newer.json': JSON.stringify({ ...JSON.parse(CALIBRATED), schema: 7 }),
  'calibrated-bad.json': JSON.stringify({ ...JSON.parse(CALIBRATED), equal: 'none' }),
  'sized-newer.json': JSON.stringify({ ...JSON.parse(SIZED), schema: 7 }),
  'sized-bad.json': JSON.stringify({ ...JSON.parse(SIZED), trials: 'none' }),
}
const CSV = ['exceptions.csv', 'failures.csv', 'history.csv', 'requests.csv', 'spawn.csv']

describe('report', () => {
  it('prints the tables, whatever the verdict with exit code 0', async () => {
    await using line = await CommandLine.in(FILES)
    const ran = await line.run('report', 'now.json')
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toBe((await line.run('compare', 'now.json')).stdout)
  })

  it.each([
    [['--html'], ['perf-gate-report.html']],
    [['--markdown', '--output', 'a/b'], ['a/b/perf-gate-report.md']],
    [['--csv'], CSV.map((name) => `perf-gate-csv/${name}`)],
    [
      ['-o', 'all'],
      ['all/perf-gate-report.html', 'all/perf-gate-report.md', ...CSV.map((name) => `all/perf-gate-csv/${name}`)],
    ],
  ])('by %j writes %j, says so, and prints no table', async (flags, files) => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout, stderr } = await line.run('report', 'now.json', ...flags)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr.trim().split('\n').sort()).toEqual(files.map((path) => `Wrote ${path}`).sort())
    const made = readdirSync(line.folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(html|md|csv)$/.test(name),
    )
    expect(made.sort()).toEqual([...files].sort())
  })

  it('writes what a run has written of the same result', async () => {
    await using line = await CommandLine.in(FILES)
    await line.run('report', 'now.json', '--output', '.')
    expect(readFileSync(join(line.folder, 'perf-gate-report.md'), 'utf8')).toContain('Fail: `steady`: RPS 70/s')
    expect(readFileSync(join(line.folder, 'perf-gate-report.html'), 'utf8')).toMatch(/^<!doctype html>/i)
    const [, row] = readCsv(readFileSync(join(line.folder, 'perf-gate-csv', 'requests.csv'), 'utf8'))
    expect(row).toMatchObject({ Name: 'Aggregated', RPS: '70' })
  })

  it('prints one file where it is to go to standard output', async () => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout } = await line.run('report', 'now.json', '--markdown', '--output', '-')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^## ❌ Fail: /)
    expect(existsSync(join(line.folder, '-'))).toBe(false)
  })

  it('shows two results as the change from the first to the second', async () => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout } = await line.run('report', 'before.json', 'now.json')
    expect(code).toBe(0)
    expect(stdout).toContain('-30%')
    await line.run('report', 'before.json', 'now.json', '--output', 'two')
    expect(readdirSync(join(line.folder, 'two')).sort()).toEqual(['perf-gate-report.html', 'perf-gate-report.md'])
    expect(readFileSync(join(line.folder, 'two', 'perf-gate-report.html'), 'utf8')).toContain('-30%')
  })
})

describe('report of a result that was measured beside its own baseline, and an earlier one', () => {
  it('has the worse of both verdicts, says both, and how the later one was measured', async () => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout } = await line.run('report', 'out-of-memory.json', 'regression.json')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^✗ Fail: /)
    expect(stdout).toContain('Measured beside its own baseline this run said: Fail: ')
    expect(stdout).toContain('Against the earlier result: ')
    const page = (await line.run('report', 'out-of-memory.json', 'regression.json', '--html', '-o', '-')).stdout
    expect(page).toContain('The later of the two runs was measured by:')
    expect(page).toMatch(/<pre class="command"[^>]*>perf-gate run [^<]*--baseline-image sha256:/)
  })
})

describe('report of two results that cannot be compared', () => {
  it('has the figures of both, the charts of both in pairs, and why', async () => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout } = await line.run('report', 'elsewhere.json', 'now.json')
    expect(code).toBe(0)
    expect(stdout).toContain("cannot be held against the candidate's: measured on another class of machine")
    expect(stdout).toMatch(/steady +baseline +10 connections +3000 +100\/s/)
    expect(stdout).toMatch(/steady +candidate +10 connections +2100 +70\/s/)
    await line.run('report', 'elsewhere.json', 'now.json', '--html')
    const page = readFileSync(join(line.folder, 'perf-gate-report.html'), 'utf8')
    expect(page).toContain('Other CPU')
    expect(page).toMatch(/>predict(?:<\/bdi>)? \(baseline\)<[\s\S]*>predict(?:<\/bdi>)? \(candidate\)</)
  })
})

describe('report of a calibration', () => {
  it('prints its tables', async () => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout } = await line.run('report', 'calibrated.json')
    expect(code).toBe(0)
    expect(stdout).toContain('The image against itself')
    expect(stdout).toContain('Control: one of these has to fail')
  })

  it('writes the files that the run has written, under their names', async () => {
    await using line = await CommandLine.in(FILES)
    expect(await line.run('report', 'calibrated.json', '-o', 'again')).toMatchObject({ code: 0, stdout: '' })
    expect(readdirSync(join(line.folder, 'again')).sort()).toEqual([
      'perf-gate-calibration.html',
      'perf-gate-calibration.md',
    ])
    const page = readFileSync(join(line.folder, 'again', 'perf-gate-calibration.html'), 'utf8')
    expect(page).toContain('Candidate against baseline, round by round')
  })
})

describe('report of a capacity run', () => {
  it('prints its answers and tables', async () => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout, stderr } = await line.run('report', 'sized.json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^✓ Capacity: cheapest box /)
    expect(stdout).toMatch(/^Boxes$[\s\S]*^Memory$/m)
  })

  it('says of one that was interrupted what is not answered yet', async () => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout } = await line.run('report', 'half.json')
    expect(code).toBe(0)
    expect(stdout).toContain('not answered yet')
  })

  it('writes the files that the run has written, under their names', async () => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout } = await line.run('report', 'sized.json', '--output', 'again')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    const read = (end: string) => readFileSync(join(line.folder, 'again', `perf-gate-capacity.${end}`), 'utf8')
    expect(readdirSync(join(line.folder, 'again'))).toHaveLength(3)
    expect(read('html')).toMatch(/^<!doctype html>/i)
    expect(read('md')).toMatch(/^## ✅ Capacity: /)
    expect(read('csv').split('\r\n')).toHaveLength(capacityRun().trials.length + 2)
  })

  it.each([
    ['--markdown', /^## ✅ Capacity: /],
    ['--csv', /^search,replicas,/],
  ])('prints %s alone where it is to go to standard output', async (flag, text) => {
    await using line = await CommandLine.in(FILES)
    expect((await line.run('report', 'sized.json', flag, '--output', '-')).stdout).toMatch(text)
  })
})

describe('report refuses', () => {
  it.each([
    [['bad.json'], 'The result file cannot be used: bad.json: it is not JSON'],
    [['newer.json'], 'newer.json: it has format 7, which a newer perf-gate wrote'],
    [['gone\n::error::forged'], 'gone ::error::forged: there is no such file'],
    [['.'], '.: it is not a file'],
    [['bad.json', 'newer.json'], 'bad.json: it is not JSON; newer.json: it has format 7'],
    [['now.json', '--html', '--output', 'now.json/x'], 'cannot be written: a part of its path is a file'],
    [[], 'report takes one or two result files, got 0'],
    [['a.json', 'b.json', 'c.json'], 'report takes one or two result files, got 3'],
    [['before.json', 'now.json', '--csv'], '"--csv" writes the numbers of one result'],
    [['now.json', '--output', '-'], '"--output -" prints one file'],
    [['now.json', '--output', '-', '--csv'], '"--output -" prints one file'],
    [['now.json', '--output', '-', '--html', '--markdown'], '"--output -" prints one file'],
    [['sized.json', '--output', '-'], '"--output -" prints one file'],
    [['sized.json', 'half.json'], 'sized.json is what a capacity run has measured, and is rendered alone'],
    [['now.json', 'sized.json'], 'rendered alone: perf-gate report sized.json'],
    [['sized-bad.json', 'now.json'], 'rendered alone: perf-gate report sized-bad.json'],
    [['calibrated.json', 'now.json'], 'calibrated.json is a calibration, and is rendered alone'],
    [['calibrated.json', '--csv'], '"--csv" writes the numbers of one result or of a capacity run'],
    [['calibrated-newer.json'], 'calibrated-newer.json: it has format 7, which a newer perf-gate wrote'],
    [['calibrated-bad.json'], 'calibrated-bad.json: it is not as the format of a calibration says'],
    [['sized-newer.json'], 'sized-newer.json: it has format 7, which a newer perf-gate wrote'],
    [['sized-bad.json'], 'sized-bad.json: it is not as the format of a capacity file says'],
    [['now.json', '--pdf'], "Unknown option '--pdf'"],
  ])('%j', async (args, text) => {
    await using line = await CommandLine.in(FILES)
    const { code, stdout, stderr } = await line.run('report', ...args)
    expect(stderr).toContain(text)
    expect(stderr).not.toMatch(/^::error/m)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('a folder in the place of a file, and says which', async () => {
    await using line = await CommandLine.in(FILES)
    await mkdir(join(line.folder, 'perf-gate-report.html'))
    const { code, stderr } = await line.run('report', 'now.json', '--html')
    expect(stderr).toContain('perf-gate-report.html cannot be written: it is a folder')
    expect(stderr).toContain('Give another folder by "--output".')
    expect(code).toBe(2)
  })
})
