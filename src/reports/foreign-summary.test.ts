import { describe, expect, test } from 'vitest'
import { makeResult } from '../../fixtures/results.ts'
import { judge } from '../model/judge/verdict.ts'
import { outside } from '../model/outside.ts'
import { makeReport } from '../model/report/make-report.ts'
import { type ForeignInput, renderForeignSummary } from './foreign-summary.ts'

const result = makeResult()
const RUN = 'https://github.com/acme/covertype/actions/runs/5'
const input: ForeignInput = {
  key: { id: 'api', label: outside('@api') },
  pullNumber: 7,
  commit: 'c0ffee0123456789c0ffee0123456789c0ffee01',
  runUrl: RUN,
  artifactUrl: `${RUN}/artifacts/9`,
  report: makeReport(result, judge(result)),
}

describe('the summary of another run’s gate', () => {
  test('says first which gate it is and that nobody has checked its numbers', () => {
    const [head, note, headline] = renderForeignSummary(input).split('\n\n')
    expect(head).toBe(
      `Gate \`@api\` of pull request 7, commit \`c0ffee012345\` · [Run](${RUN}) · [result and report](${RUN}/artifacts/9)`,
    )
    expect(note).toMatch(/nobody has checked/)
    expect(headline).toMatch(/^## ✅ Pass/)
  })

  test('leaves out what is not known', () => {
    const made = renderForeignSummary({ ...input, runUrl: null, artifactUrl: null, commit: null })
    expect(made).toMatch(/^Gate `@api` of pull request 7\n/)
  })
})
