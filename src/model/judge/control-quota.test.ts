import { describe, expect, it } from 'vitest'
import { pairedPlan, pairedResult } from '../../../fixtures/pairs.ts'
import { connectionsStage, withStarts } from '../../../fixtures/results.ts'
import { containerFigures, targetFigures } from '../../../fixtures/specs.ts'
import type { Stage } from '../config.ts'
import type { Result } from '../result/result.ts'
import { controlQuota } from './control-quota.ts'

const rated: Stage = {
  ...connectionsStage('offered'),
  load: { model: 'rate', rate: { by: 'share', share: 0.5 }, arrivals: 'poisson', maxInFlight: 1000 },
}

/** A round of stages, in each of which every replica used so many CPU seconds of ten. */
function used(stages: readonly (readonly [Stage, readonly number[]])[]): Result {
  const numbers = stages.map(([{ name }]) => ({ stage: name }))
  const result = pairedResult([{ candidate: numbers, baseline: numbers }], {
    plan: pairedPlan({ stages: stages.map(([stage]) => stage) }),
  })
  const figures = stages.map(([, seconds]) =>
    targetFigures({ replicas: seconds.map((cpuSeconds) => containerFigures({ cpuSeconds })) }),
  )
  return { ...result, evidence: withStarts(result.evidence, { figures }) }
}

describe('the CPU limit of a control', () => {
  it('is 90 % of what one replica used', () => {
    expect(controlQuota(used([[connectionsStage('steady'), [8, 6]]]))).toEqual({
      stage: 'steady',
      usedCores: 0.7,
      cpus: 0.63,
    })
  })

  it('goes by the closed loop that used most, and by a schedule only where there is no closed loop', () => {
    const [few, many] = [connectionsStage('few'), connectionsStage('many')]
    expect(
      controlQuota(
        used([
          [few, [3]],
          [many, [5]],
          [rated, [9]],
        ]),
      )?.stage,
    ).toBe('many')
    expect(controlQuota(used([[rated, [9]]]))?.stage).toBe('offered')
  })

  it('leaves warm-ups out', () => {
    const warmUp = { ...connectionsStage('warm-up'), warmUp: true }
    expect(
      controlQuota(
        used([
          [warmUp, [9]],
          [connectionsStage('steady'), [5]],
        ]),
      )?.stage,
    ).toBe('steady')
  })

  it('does not exist where nobody counted, or there is nothing to take away', () => {
    expect(controlQuota(used([[connectionsStage('steady'), []]]))).toBeNull()
    expect(controlQuota(used([[connectionsStage('steady'), [0.1]]]))).toBeNull()
  })
})
