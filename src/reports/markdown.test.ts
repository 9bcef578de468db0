import { describe, expect, test } from 'vitest'
import { golden } from '../../fixtures/golden.ts'
import { hostileResult } from '../../fixtures/hostile-result.ts'
import { RECORDED, recordedText } from '../../fixtures/recorded-result.ts'
import { REPORTS } from '../../fixtures/reports.ts'
import { judge } from '../model/judge/verdict.ts'
import { words } from '../model/outside.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Report } from '../model/report/report.ts'
import { limitMarkdown, renderMarkdown } from './markdown.ts'

describe('a report as Markdown', () => {
  test.each(Object.entries(REPORTS))('%s is as its golden text', (name, report) => {
    const made = renderMarkdown(report)
    expect(made).toBe(golden(`report-${name}.md`, made))
  })

  test('leaves out container logs and empty sections', () => {
    const made = renderMarkdown({
      outcome: 'pass',
      headline: words`Pass: fine`,
      sections: [
        { kind: 'log', title: 'Log', lines: [{ outside: 'line' }] },
        { kind: 'words', title: 'No words', lines: [] },
        { kind: 'table', title: 'No rows', columns: [{ title: 'A', align: 'left' }], rows: [] },
      ],
    })
    expect(made).toBe('## ✅ Pass: fine\n')
  })
})

test('a table in which nothing has to be looked at is a line to open under its title', () => {
  const rows = [{ mark: null, cells: [words`12%`] }]
  const table = { kind: 'table', title: 'Generator', columns: [{ title: 'CPU', align: 'right' }], rows } as const
  const report: Report = { outcome: 'pass', headline: words`Pass`, sections: [{ ...table, isQuiet: true }] }
  const made = renderMarkdown(report)
  expect(made.split('\n\n').slice(1, 3)).toEqual(['### Generator', '<details>\n<summary>Nothing unusual</summary>'])
  expect(made).toMatch(/\| 12% \|\n\n<\/details>\n$/)
})

describe('the Markdown of a result that somebody made up, also where our own words should be', () => {
  test.each(RECORDED)('has no mention, reference, address or element outside a code span: %s', (name) => {
    const result = hostileResult(recordedText(name))
    const made = renderMarkdown(makeReport(result, judge(result)))
    const ours = made.replaceAll('<details>\n<summary>Nothing unusual</summary>', '').replaceAll('\n</details>', '')
    const prose = ours.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '')
    expect(prose).not.toMatch(/@\w|(?<!&)#\d|GH-\d|:\/\/|www\.|</i)
    expect(made.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2066-\u2069]/u)
  })
})

describe('Markdown with a limit', () => {
  const report: Report = {
    outcome: 'fail',
    headline: words`Fail: too slow`,
    sections: ['small', 'large', 'last'].map((title) => ({
      kind: 'words',
      title,
      lines: [words`${title === 'large' ? 'ä'.repeat(500) : 'short'}`],
    })),
  }
  const whole = renderMarkdown(report)
  const bytes = Buffer.byteLength(whole)

  test('is left as it is when it fits to the byte', () => {
    expect(limitMarkdown(whole, bytes)).toBe(whole)
  })

  test('loses the section that does not fit, keeps the others, and says so', () => {
    expect(limitMarkdown(whole, bytes - 1)).toBe(
      [
        '## ❌ Fail: too slow',
        '### small',
        '- short',
        '### last',
        '- short',
        '_Sections left out here for their length: 1. The report file has everything._\n',
      ].join('\n\n'),
    )
  })

  test('never exceeds any limit and never holds a part of a section', () => {
    for (let limit = 0; limit < bytes; limit += 1) {
      const made = limitMarkdown(whole, limit)
      expect(Buffer.byteLength(made)).toBeLessThanOrEqual(limit)
      expect(made.match(/^### /gm)?.length ?? 0).toBe(made.match(/^- /gm)?.length ?? 0)
    }
  })
})
