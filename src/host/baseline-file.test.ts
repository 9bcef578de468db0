import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storedBaseline } from '../../fixtures/results.ts'
import type { Config } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import { plainText } from '../model/outside.ts'
import { baselineFile } from './baseline-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baseline-'))
})
afterEach(() => rm(folder, { recursive: true }))

const good = storedBaseline([{ rps: [100, 101], p95: [50, 51] }])

/** As much of a configuration as the store looks at. */
function config(path: string | null, compare: Config['baseline']['compare'] = 'auto'): Config {
  return { baseline: { path, compare, tolerance: {}, stored: 'warn', require: false } } as unknown as Config
}

async function refusal(content: string): Promise<string> {
  const path = join(folder, 'baseline.json')
  await writeFile(path, content)
  const error = await baselineFile.find(config(path)).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(SetupError)
  return plainText((error as SetupError).text).replace(path, 'FILE')
}

describe('the baseline file', () => {
  it('reads back what it saved, in a folder that it made', async () => {
    const path = join(folder, 'new', 'baseline.json')
    expect(await baselineFile.save(config(path), good)).toEqual({ state: 'saved', where: path })
    expect(await baselineFile.find(config(path))).toEqual({
      state: 'found',
      where: { outside: path },
      baseline: good,
    })
    expect(await readdir(join(folder, 'new'))).toEqual(['baseline.json'])
  })

  it('is missing where there is none, and off where none was asked for', async () => {
    const path = join(folder, 'none.json')
    expect(await baselineFile.find(config(path))).toEqual({ state: 'missing', where: { outside: path } })
    expect(await baselineFile.find(config(null))).toEqual({ state: 'off' })
  })

  it.each([
    ['', 'The baseline file FILE cannot be read: it is not JSON'],
    ['{"kind":', 'The baseline file FILE cannot be read: it is not JSON'],
    ['{"a": 1}', 'The baseline file FILE cannot be read: it is not a perf-gate baseline'],
    ['[]', 'The baseline file FILE cannot be read: it is not a perf-gate baseline'],
    [JSON.stringify({ ...good, schema: 2 }), 'The baseline file FILE has format 2, which a newer perf-gate wrote'],
    [JSON.stringify({ ...good, runs: [] }), 'The baseline file FILE cannot be read: "runs" is not as the format says'],
    [
      JSON.stringify({ ...good, machine: { ...good.machine, cpuModel: 'x'.repeat(300) } }),
      'The baseline file FILE cannot be read: "machine.cpuModel" is not as the format says',
    ],
    [
      JSON.stringify(good).replace('[100,101]', '[100,1e999]'),
      'The baseline file FILE cannot be read: "runs.0.stages.steady.rps.1" is not as the format says',
    ],
    [' '.repeat(6_000_000), 'The baseline file FILE has 6000000 bytes; a baseline has a few thousand'],
  ])('that cannot be used is an error and never "no baseline": %#', async (content, expected) => {
    expect(await refusal(content)).toBe(expected)
  })

  it('that is a folder is an error', async () => {
    await mkdir(join(folder, 'sub'))
    await expect(baselineFile.find(config(join(folder, 'sub')))).rejects.toThrow('cannot be read')
  })

  it('that cannot be written is said, and the old one stays whole', async () => {
    const path = join(folder, 'sub')
    await mkdir(path)
    expect(await baselineFile.save(config(path), good)).toMatchObject({ state: 'not-saved' })
    await writeFile(join(folder, 'file'), 'old')
    expect(await baselineFile.save(config(join(folder, 'file', 'below')), good)).toMatchObject({ state: 'not-saved' })
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('old')
    expect((await readdir(folder)).sort()).toEqual(['file', 'sub'])
  })
})
