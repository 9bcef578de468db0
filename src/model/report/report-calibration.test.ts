import { describe, expect, it } from 'vitest'
import { pairedResult, rounds } from '../../../fixtures/pairs.ts'
import { outOfMemory, withStarts } from '../../../fixtures/results.ts'
import type { Calibration } from '../judge/calibration.ts'
import { judgeCalibration } from '../judge/judge-calibration.ts'
import type { Result } from '../result/result.ts'
import { reportCalibration } from './report-calibration.ts'

function told(equal: Result, control: Result | null) {
  const quota = { stage: 'steady', usedCores: 0.9, cpus: 0.81 }
  const calibration: Calibration = {
    equal,
    control: control === null ? { state: 'not-run', why: 'interrupted' } : { state: 'run', quota, result: control },
  }
  return reportCalibration(calibration, judgeCalibration(calibration)).sections
}

const EQUAL = pairedResult(rounds(8, 0))
const SLOWER = pairedResult(rounds(8, 0.12))

describe('the report of a calibration', () => {
  it('draws the rounds of its control, where there is one', () => {
    const [chart] = told(EQUAL, SLOWER).filter(({ kind }) => kind === 'charts')
    expect(chart?.title).toBe('The control, round by round')
    expect(chart?.kind === 'charts' && chart.groups[0]?.charts.length).toBeGreaterThan(0)
    expect(told(EQUAL, null).filter(({ kind }) => kind === 'charts')).toEqual([])
  })

  it('says what a target failed with and what it said as it died, in either part', () => {
    const dead = (result: Result): Result => ({
      ...result,
      evidence: withStarts(
        pairedResult([
          {
            candidate: [{ unexpectedStatus: 4, failures: [STATUS] }],
            baseline: [{}],
          },
        ]).evidence,
        { ending: outOfMemory },
      ),
      ended: 'target-gone',
    })
    const titles = (equal: Result, control: Result) => told(equal, control).map(({ title }) => title)
    expect(titles(dead(EQUAL), SLOWER)).toEqual(
      expect.arrayContaining(['Failures', "Last lines of the container's log (candidate, round 1)"]),
    )
    expect(titles(EQUAL, dead(SLOWER))).toEqual(
      expect.arrayContaining([
        'Failures of the control',
        "Last lines of the container's log (candidate, round 1) of the control",
      ]),
    )
    expect(titles(EQUAL, SLOWER).filter((title) => /Failures|log/.test(title))).toEqual([])
  })
})

const STATUS = { kind: 'status', status: 503, count: 4, firstMs: 1, lastMs: 2, example: null } as const
