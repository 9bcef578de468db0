import { expect, it } from 'vitest'
import { pagePath } from './page-path.ts'

it.each([
  ['out/perf-gate-report.md', 'out/perf-gate-report.html'],
  ['REPORT.MD', 'REPORT.html'],
  ['report', 'report.html'],
  ['v1.4', 'v1.4.html'],
  // Never the report's own path.
  ['report.html', 'report.html.html'],
])('beside %s is the page %s', (report, page) => {
  expect(pagePath(report)).toBe(page)
})
