import { describe, expect, test } from 'vitest'
import { golden } from '../../fixtures/golden.ts'
import { hostileResult } from '../../fixtures/hostile-result.ts'
import { RECORDED, recordedResult, recordedText } from '../../fixtures/recorded-result.ts'
import { REPORTS } from '../../fixtures/reports.ts'
import { parseWorkflowCommands } from '../../fixtures/workflow-commands.ts'
import { judge } from '../model/judge/verdict.ts'
import { outside, words } from '../model/outside.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Report } from '../model/report/report.ts'
import { displayWidth } from './display-width.ts'
import { renderTerminal } from './terminal.ts'

describe('a report for a terminal', () => {
  test.each(
    ['regression', 'out-of-memory', 'replicas'].flatMap((name) =>
      [80, 120, 200].map((columns) => [name, columns] as const),
    ),
  )('the tables of the recorded result %s in %i columns are as their golden text', (name, columns) => {
    const made = renderTerminal(tablesOf(name), { colour: false, columns })
    expect(made).toBe(golden(`terminal/${name}-${columns}.txt`, made))
    expect(Math.max(...made.split('\n').map(displayWidth))).toBeLessThanOrEqual(columns)
  })

  test.each(Object.entries(REPORTS))('%s is as its golden text', (name, report) => {
    const made = renderTerminal(report, { colour: false, columns: 120 })
    expect(made).toBe(golden(`report-${name}.txt`, made))
  })

  test('in colour is the same text, with every colour ended in its line', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour sequence begins with the control character ESC.
    const colours = /\u001B\[\d+m/g
    for (const report of Object.values(REPORTS)) {
      const made = renderTerminal(report, { colour: true, columns: 120 })
      expect(made).toMatch(colours)
      expect(made.replace(colours, '')).toBe(renderTerminal(report, { colour: false, columns: 120 }))
      for (const line of made.split('\n')) {
        const codes = line.match(colours) ?? []
        expect(codes.length === 0 || codes.at(-1) === '\u001B[0m').toBe(true)
      }
    }
  })

  test.each([
    70, 80, 100,
  ])('wraps words to keep to %i columns, and loses none of them but the title over sentences', (columns) => {
    const { sections, ...rest } = REPORTS.fail
    const checks = { ...rest, sections: sections.filter((section) => section.kind !== 'log').slice(0, 1) }
    const lines = renderTerminal(checks, { colour: false, columns }).split('\n')
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns)
    const wide = renderTerminal(checks, { colour: false, columns: 1000 })
    const sorted = (text: string) =>
      text
        .split(/\s+/)
        .filter((word) => word !== 'Why')
        .sort()
    expect(sorted(lines.join('\n'))).toEqual(sorted(wide))
  })

  test('commands nothing, whatever the width', () => {
    for (const columns of [20, 40, 80, 400]) {
      const made = renderTerminal(REPORTS.hostile, { colour: false, columns })
      expect(parseWorkflowCommands(made)).toEqual([])
    }
  })

  test.each(RECORDED)('moves no cursor and hides nothing where somebody made the result %s up', (name) => {
    const result = hostileResult(recordedText(name))
    const made = renderTerminal(makeReport(result, judge(result)), { colour: false, columns: 120 })
    expect(made.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2066-\u2069]/u)
    expect(parseWorkflowCommands(made)).toEqual([])
  })

  test('leaves out a table in which nothing has to be looked at', () => {
    const rows = [{ mark: null, cells: [words`12%`] }]
    const table = { kind: 'table', title: 'Generator', columns: [{ title: 'CPU', align: 'right' }], rows } as const
    const made = (isQuiet: boolean) =>
      renderTerminal(
        { outcome: 'pass', headline: words`Pass`, sections: [{ ...table, isQuiet }] },
        { colour: false, columns: 80 },
      )
    expect(made(true)).toBe('✓ Pass\n')
    expect(made(false)).toContain('12%')
  })

  test('marks every line of a log', () => {
    const made = renderTerminal(
      {
        outcome: 'fail',
        headline: words`Fail: it ended`,
        sections: [{ kind: 'log', title: 'Last lines', lines: [outside('one'), outside('  two\n::error::x')] }],
      },
      { colour: false, columns: 80 },
    )
    expect(made).toBe('✗ Fail: it ended\n\nLast lines\n  | one\n  |   two ::error::x\n')
  })
})

/** What is not of the machine that it was recorded on. */
function tablesOf(name: string): Report {
  const result = recordedResult(name)
  const report = makeReport(result, judge(result))
  return { ...report, sections: report.sections.filter(({ kind }) => kind === 'table') }
}
