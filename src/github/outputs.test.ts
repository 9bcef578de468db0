import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parseKeyValues } from '../../fixtures/key-values.ts'
import { plainText } from '../model/outside.ts'
import { OUTPUT_NAMES, type OutputName, setOutputs } from './outputs.ts'

let file = ''
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'outputs-')), 'output')
  writeFileSync(file, '')
  vi.stubEnv('GITHUB_OUTPUT', file)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(join(file, '..'), { recursive: true })
})

const silent = { warn: () => undefined }

function values(changes: Partial<Record<OutputName, string>>): Record<OutputName, string> {
  return { ...(Object.fromEntries(OUTPUT_NAMES.map((name) => [name, ''])) as Record<OutputName, string>), ...changes }
}

test('every output is set, hostile values within their own output', () => {
  const report = '## x\n\nverdict=pass\nverdict<<EOF\n::set-output name=a::b\n'
  setOutputs(values({ verdict: 'fail', metrics: '{"steady":{"rps":249}}', report }), silent)
  const read = parseKeyValues(readFileSync(file, 'utf8'))
  expect(Object.keys(read)).toEqual([...OUTPUT_NAMES])
  expect(read).toMatchObject({ verdict: 'fail', passed: '', metrics: '{"steady":{"rps":249}}', report })
})

test('a long report is cut to whole sections below 60 kB', () => {
  setOutputs(values({ report: `## Head\n\n### Long\n\n- ${'x'.repeat(70_000)}\n\n### Short\n\n- y\n` }), silent)
  const { report } = parseKeyValues(readFileSync(file, 'utf8'))
  expect(report).toBe(
    '## Head\n\n### Short\n\n- y\n\n_Sections left out here for their length: 1. The report file has everything._\n',
  )
})

test('where the file is missing, one warning says so and nothing is thrown', () => {
  vi.stubEnv('GITHUB_OUTPUT', `${file}-gone`)
  const warned: string[] = []
  setOutputs(values({ verdict: 'fail' }), { warn: (sentence) => void warned.push(plainText(sentence)) })
  expect(warned).toEqual([`The outputs could not be written for the runner: Missing file at path: ${file}-gone`])
})
