import { describe, expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { REPORTS } from '../../fixtures/reports.ts'
import { captureStdout } from '../../fixtures/stdout.ts'
import { parseWorkflowCommands, type WorkflowCommand } from '../../fixtures/workflow-commands.ts'
import { ConfigError, type Problem, SetupError } from '../model/errors.ts'
import { outside, words } from '../model/outside.ts'
import { annotateConfigError, annotateReport, annotateSetupError, annotateWarnings } from './annotations.ts'

async function annotations(body: () => void): Promise<readonly WorkflowCommand[]> {
  return parseWorkflowCommands(await captureStdout(body))
}

function problem(line: number): Problem {
  return {
    place: { kind: 'file', file: 'perf-gate.yml', line, column: 3 },
    text: words`unknown key ${outside('memroy')}`,
    fix: words`Did you mean "memory"?`,
  }
}

describe('annotations of a configuration error', () => {
  test('stand at their line of the file', async () => {
    const error = new ConfigError([problem(4)])
    expect(await annotations(() => annotateConfigError(error))).toEqual([
      {
        name: 'error',
        properties: {
          title: 'perf-gate: the configuration cannot be used',
          file: 'perf-gate.yml',
          line: '4',
          col: '3',
        },
        message: 'unknown key memroy\nDid you mean "memory"?',
      },
    ])
  })

  test('name the input where there is no file', async () => {
    const error = new ConfigError([{ ...problem(1), place: { kind: 'input', input: 'cpus' } }])
    const [annotation] = await annotations(() => annotateConfigError(error))
    expect(annotation?.message).toBe('input "cpus": unknown key memroy\nDid you mean "memory"?')
    expect(annotation?.properties).not.toHaveProperty('file')
  })

  test.each([
    [9, 9, 'unknown key'],
    [10, 10, 'unknown key'],
    [11, 10, 'and 2 more problems'],
    [40, 10, 'and 31 more problems'],
  ])('for %i problems are %i, the last of them: %s', async (count, expected, last) => {
    const error = new ConfigError(Array.from({ length: count }, (_, index) => problem(index + 1)))
    const made = await annotations(() => annotateConfigError(error))
    expect(made).toHaveLength(expected)
    expect(made.at(-1)?.message).toContain(last)
  })
})

describe('annotations of a run', () => {
  test('are one error for a setup error, without the container log', async () => {
    const error = new SetupError(words`image ${outside('a:1')} not found`, words`Pull it first.`, {
      lastLines: [outside('secret line')],
    })
    expect(await annotations(() => annotateSetupError(error))).toEqual([
      {
        name: 'error',
        properties: { title: 'perf-gate: could not judge' },
        message: 'image a:1 not found\nPull it first.',
      },
    ])
  })

  test('are none for a pass', async () => {
    expect(await annotations(() => annotateReport(REPORTS.pass))).toEqual([])
  })

  test('are one error for a fail, with the failed rows', async () => {
    expect(await annotations(() => annotateReport(REPORTS.fail))).toEqual([
      {
        name: 'error',
        properties: { title: 'perf-gate: fail' },
        message:
          'Fail: burst: p95 < 250ms, 318 ms\nfail, burst, p95, 318 ms, p95 < 250ms, at least 301 ms with 95 % certainty over 3 rounds',
      },
    ])
  })

  test('are one warning for an inconclusive run, with the rows that could not be decided', async () => {
    const made = await annotations(() => annotateReport(REPORTS.inconclusive))
    expect(made).toMatchObject([{ name: 'warning', properties: { title: 'perf-gate: cannot tell' } }])
    expect(made[0]?.message.split('\n').map((line) => line.split(/[:,]/)[0])).toEqual([
      'Cannot tell',
      'cannot tell',
      'no data',
    ])
  })

  test('are one warning for all warnings and none for none', async () => {
    expect(await annotations(() => annotateWarnings([]))).toEqual([])
    expect(await annotations(() => annotateWarnings([words`one`, words`two`]))).toEqual([
      { name: 'warning', properties: { title: 'perf-gate: 2 warnings' }, message: 'one\ntwo' },
    ])
  })

  test('stay below 4096 characters and say how much is missing', async () => {
    const warnings = Array.from({ length: 100 }, (_, index) => words`${index} ${outside('x'.repeat(290))}`)
    const [annotation] = await annotations(() => annotateWarnings(warnings))
    expect(annotation?.message.length).toBeLessThan(4096)
    expect(annotation?.message).toMatch(/\nand 87 more; the log has them all$/)
    const [single] = await annotations(() => annotateWarnings([words`${'y'.repeat(9000)}`, words`two`]))
    expect(single?.message.length).toBeLessThan(4096)
  })

  test('cannot be forged by hostile text', async () => {
    const made = await annotations(() => {
      annotateReport(REPORTS.hostile)
      annotateWarnings(HOSTILE_TEXTS.map((text) => words`${outside(text)}`))
      annotateSetupError(new SetupError(words`${outside('::error::x\n::error::y')}`, words`Fix.`))
    })
    expect(made.map((each) => each.name)).toEqual(['error', 'warning', 'error'])
  })
})
