import { describe, expect, test } from 'vitest'
import { makeResult, readyRounds, storedBaseline, thresholds } from '../../../fixtures/results.ts'
import { ConfigError, InterruptedError, SetupError } from '../../model/errors.ts'
import { judge } from '../../model/judge/verdict.ts'
import { outside, words } from '../../model/outside.ts'
import { makeReport } from '../../model/report/make-report.ts'
import type { Result } from '../../model/result/result.ts'
import type { Finished } from '../../stories/gate.ts'
import type { Failed } from '../attempt/attempt.ts'
import { comparedDocument, failedDocument, jsonText, judgedDocument } from './json-document.ts'

function finished(result: Result): Finished {
  const verdict = judge(result)
  return { result, verdict, report: makeReport(result, verdict) }
}

const asking = (rule: string) => finished(makeResult({ asked: { thresholds: thresholds(rule) } }))

describe('the JSON of a verdict', () => {
  test('holds the verdict, each check with its numbers, and every metric', () => {
    const document = judgedDocument(asking('steady: rps >= 5000'), 1, { result: '/r.json' })
    expect(document).toMatchObject({ verdict: 'fail', exitCode: 1, files: { result: '/r.json' }, error: null })
    expect(document.headline).toMatch(/^Fail: /)
    expect(document.checks).toContainEqual({
      kind: 'threshold',
      stage: 'steady',
      metric: 'rps',
      state: 'fail',
      gating: true,
      limit: 'rps >= 5000',
      candidate: document.metrics.steady?.rps,
      baseline: null,
      text: expect.stringContaining('asked rps >= 5000'),
    })
  })

  test('has no number for what lies beyond a timeout', () => {
    const evidence = readyRounds([[{ ok: 10, timeouts: 10 }]])
    const result = makeResult({ evidence, asked: { thresholds: thresholds('steady: p95 < 1s') } })
    const check = judgedDocument(finished(result), 1, {}).checks.find(({ metric }) => metric === 'p95')
    expect(check).toMatchObject({ state: 'fail', candidate: null })
  })

  test('of two verdicts is that of the worse, with the other one in it', () => {
    const [good, bad] = [asking('steady: rps >= 1'), asking('steady: rps >= 5000')]
    expect(comparedDocument([bad, good])).toMatchObject({ verdict: 'fail', others: [{ verdict: 'pass' }] })
    expect(comparedDocument([good])).toMatchObject({ verdict: 'pass', exitCode: 0, others: [] })
  })

  test('of two that end alike is that of the later, which was asked for', () => {
    const lookup = {
      state: 'found',
      where: outside('before.json'),
      baseline: storedBaseline([{ rps: [2000, 2001], p95: [50, 50] }]),
    } as const
    const [alone, compared] = [finished(makeResult()), finished(makeResult({ lookup }))]
    const { checks } = comparedDocument([alone, compared])
    expect(checks.map(({ kind }) => kind)).toContain('baseline')
  })

  test('can command no runner, and reads back as what it was', () => {
    const document = judgedDocument(asking('steady: rps >= 1'), 0, { result: '/##[error]/\n::error::x' })
    const text = jsonText(document)
    expect(text).not.toContain('##[')
    expect(text).not.toMatch(/^\s*::/m)
    expect(JSON.parse(text)).toEqual(document)
  })
})

describe('the JSON of what could not be judged', () => {
  const place = { kind: 'file', file: 'perf-gate.yml', line: 3, column: 5 } as const

  test.each<[string, Failed, object]>([
    [
      'configuration',
      {
        kind: 'bad-config',
        error: new ConfigError([{ place, text: words`"${outside('x')}" is wrong`, fix: words`Write y.` }]),
        block: [],
      },
      {
        exitCode: 2,
        headline: 'Could not judge: one problem in the configuration',
        error: {
          kind: 'config',
          problems: [{ place: 'perf-gate.yml:3:5', text: '"x" is wrong', fix: 'Write y.' }],
        },
      },
    ],
    [
      'machine',
      { kind: 'bad-setup', error: new SetupError(words`there is no engine`, words`Start it.`) },
      {
        exitCode: 2,
        headline: 'Could not judge: there is no engine',
        error: { kind: 'setup', problems: [{ place: null, text: 'there is no engine', fix: 'Start it.' }] },
      },
    ],
    [
      'interrupt',
      { kind: 'interrupted', error: new InterruptedError('SIGINT') },
      { exitCode: 130, headline: 'Interrupted', error: { kind: 'interrupted', problems: [] } },
    ],
    [
      'bug',
      { kind: 'bug', error: new Error('a\nb') },
      { exitCode: 2, error: { kind: 'bug', problems: [{ place: null, text: 'a b', fix: null }] } },
    ],
  ])('says why: %s', (_, failed, expected) => {
    expect(failedDocument(failed)).toMatchObject({ verdict: null, checks: [], metrics: {}, files: {}, ...expected })
  })
})
