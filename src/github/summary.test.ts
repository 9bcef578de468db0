import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { REPORTS } from '../../fixtures/reports.ts'
import { words } from '../model/outside.ts'
import type { Report } from '../model/report/report.ts'
import type { Result } from '../model/result/result.ts'
import type { Scope } from '../ports.ts'
import { renderMarkdown } from '../reports/markdown.ts'
import { createSummary, createSummaryLink } from './summary.ts'

/** The summary needs the report alone. */
const result = {} as Result
const scope = {} as Scope

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'summary-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const long: Report = {
  outcome: 'pass',
  headline: words`Pass: fine`,
  sections: [{ kind: 'words', title: 'Long', lines: [words`${'x'.repeat(1024 * 1024)}`] }],
}

test('the report is added to what the step has said before', async () => {
  const file = join(directory, 'summary.md')
  writeFileSync(file, 'before\n')
  const summary = createSummary({ GITHUB_STEP_SUMMARY: file })
  expect(await summary.publish(REPORTS.pass, result, scope)).toEqual({ state: 'written' })
  expect(readFileSync(file, 'utf8')).toBe(`before\n${renderMarkdown(REPORTS.pass)}\n`)
})

test('the file is made where the runner has not made it', async () => {
  const file = join(directory, 'new.md')
  expect(await createSummary({ GITHUB_STEP_SUMMARY: file }).publish(REPORTS.fail, result, scope)).toEqual({
    state: 'written',
  })
  expect(readFileSync(file, 'utf8')).toContain('## ❌ Fail')
})

test.each([{}, { GITHUB_STEP_SUMMARY: '' }])('without a file to write to it is skipped: %j', async (env) => {
  expect(await createSummary(env).publish(REPORTS.pass, result, scope)).toEqual({ state: 'skipped' })
})

test('the file stays below 1 MiB, with what was there before', async () => {
  const file = join(directory, 'summary.md')
  writeFileSync(file, 'y'.repeat(1024 * 1024 - 700))
  expect(await createSummary({ GITHUB_STEP_SUMMARY: file }).publish(long, result, scope)).toEqual({ state: 'written' })
  expect(statSync(file).size).toBeLessThan(1024 * 1024)
  expect(readFileSync(file, 'utf8')).toContain('## ✅ Pass: fine\n\n_Sections left out')
})

test('a report that fills the summary leaves room for the link to its artifact', async () => {
  const env = { GITHUB_STEP_SUMMARY: join(directory, 'summary.md') }
  const line = words`${'x'.repeat(990)}`
  const sections = Array.from({ length: 1100 }, () => ({ kind: 'words', title: 'One of many', lines: [line] }) as const)
  expect(await createSummary(env).publish({ ...long, sections }, result, scope)).toEqual({ state: 'written' })
  expect(statSync(env.GITHUB_STEP_SUMMARY).size).toBeGreaterThan(1024 * 1024 - 2500)
  const owner = 'o'.repeat(39)
  const url = `https://github.com/${owner}/${'r'.repeat(100)}/actions/runs/12345678901/artifacts/12345678901`
  expect(await createSummaryLink(env, () => url).publish(REPORTS.pass, result, scope)).toEqual({ state: 'written' })
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8').trimEnd().endsWith('/artifacts/12345678901)')).toBe(true)
})

test('a summary without room and a path that cannot be written are refused with the reason', async () => {
  const file = join(directory, 'summary.md')
  writeFileSync(file, 'y'.repeat(1024 * 1024))
  expect(await createSummary({ GITHUB_STEP_SUMMARY: file }).publish(long, result, scope)).toMatchObject({
    state: 'refused',
  })
  expect(await createSummary({ GITHUB_STEP_SUMMARY: directory }).publish(long, result, scope)).toMatchObject({
    state: 'refused',
  })
})

test('the artifact is linked below the report, where there is one, and nothing else becomes a link', async () => {
  const file = join(directory, 'summary.md')
  const env = { GITHUB_STEP_SUMMARY: file }
  await createSummary(env).publish(REPORTS.pass, result, scope)
  const report = readFileSync(file, 'utf8')
  const publish = (url: string | null) => createSummaryLink(env, () => url).publish(REPORTS.pass, result, scope)
  for (const url of [null, 'https://evil.example/', 'https://github.com/acme/api/actions/runs/1/artifacts/2)[x](y'])
    expect(await publish(url)).toEqual({ state: 'skipped' })
  expect(readFileSync(file, 'utf8')).toBe(report)
  expect(await publish('https://github.com/acme/api/actions/runs/1/artifacts/2')).toEqual({ state: 'written' })
  expect(readFileSync(file, 'utf8')).toBe(
    `${report}\nArtifact of this run: [report page with its charts, result and other files](https://github.com/acme/api/actions/runs/1/artifacts/2)\n`,
  )
})
