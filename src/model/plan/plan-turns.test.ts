import { describe, expect, it } from 'vitest'
import { connectionsStage, stageSamples } from '../../../fixtures/results.ts'
import { SeededRandom } from '../statistics/seeded-random.ts'
import { planTurns, type TurnQuota } from './plan-turns.ts'

const SIDES = ['candidate', 'baseline'] as const
const NO_QUOTA: TurnQuota = { cpus: 2, cores: 2 }
const stage = (ms: number) => ({ ...connectionsStage('steady'), extent: { by: 'duration', ms } }) as const

const turnsOf = (ms: number, quota: TurnQuota, before: Parameters<typeof planTurns>[2] = []) =>
  planTurns(stage(ms), SIDES, before, quota)

describe('the turns of a stage', () => {
  it('are as many of 2 s as fit, in the order AB BA, and each side has the whole length', () => {
    expect(turnsOf(5000, NO_QUOTA)).toEqual([
      { side: 'candidate', ms: 2500 },
      { side: 'baseline', ms: 2500 },
      { side: 'baseline', ms: 2500 },
      { side: 'candidate', ms: 2500 },
    ])
  })

  it('hold 20 median latencies', () => {
    const slow = [stageSamples({ latencyMs: 500 })]
    expect(turnsOf(35_000, NO_QUOTA, slow)).toHaveLength(2 * 3)
  })

  it('are one for a single side, and one a side for a count and for users', () => {
    expect(planTurns(stage(60_000), ['candidate'], [], NO_QUOTA)).toEqual([{ side: 'candidate', ms: null }])
    const counted = { ...stage(0), extent: { by: 'requests', count: 100 } } as const
    expect(planTurns(counted, SIDES, [], NO_QUOTA)).toEqual(SIDES.map((side) => ({ side, ms: null })))
  })

  it.each<[TurnQuota, number]>([
    [{ cpus: 1, cores: 2 }, 2000],
    [{ cpus: 0.5, cores: 1 }, 2000],
    [{ cpus: 0.5, cores: 2 }, 2500],
    [{ cpus: 0.25, cores: 2 }, 3000],
    [{ cpus: 0.05, cores: 64 }, 10_000 / 3],
    [{ cpus: 4, cores: 2 }, 2000],
  ])('are so long under a quota of %j that what is refilled while frozen is little: %f ms', (quota, ms) => {
    const turns = turnsOf(60_000, quota)
    expect(turns.every((turn) => turn.ms !== null && turn.ms >= ms - 1e-6)).toBe(true)
    // One more would be shorter than that.
    expect(60_000 / (turns.length / 2 + 1)).toBeLessThan(ms)
  })

  it('are whole stages where two turns a side would be too short for the quota', () => {
    expect(turnsOf(4000, { cpus: 0.5, cores: 2 })).toEqual(SIDES.map((side) => ({ side, ms: 4000 })))
  })
})

describe('a busy side under a quota that is refilled every 100 ms, frozen or not', () => {
  /** CPU that it burns in a turn which begins anywhere in a period, in steps of 0.1 ms, over that of its quota; the mean of so many turns. */
  function shareOfQuota({ cpus, cores }: TurnQuota, turnMs: number): number {
    const random = new SeededRandom(3)
    const turns = 300
    let used = 0
    for (let turn = 0; turn < turns; turn++) {
      const phase = random.below(1000)
      let left = cpus * 100
      for (let step = 0; step < turnMs * 10; step++) {
        if (step > 0 && (phase + step) % 1000 === 0) left = cpus * 100
        const burnt = Math.min(left, cores / 10)
        used += burnt
        left -= burnt
      }
    }
    return used / (turns * cpus * turnMs)
  }

  it('has half of it more in 100 ms of half a core, as was measured', () => {
    expect(shareOfQuota({ cpus: 0.5, cores: 1 }, 100)).toBeCloseTo(1.5, 1)
    expect(shareOfQuota({ cpus: 0.5, cores: 1 }, 2000)).toBeCloseTo(1.025, 2)
  })

  it.each<TurnQuota>([
    { cpus: 0.5, cores: 1 },
    { cpus: 0.5, cores: 2 },
    { cpus: 0.1, cores: 4 },
  ])('has at most 3 %% more in its turns with %j', (quota) => {
    const [turn] = turnsOf(20_000, quota)
    const share = shareOfQuota(quota, Math.round(turn?.ms ?? 0))
    expect(share).toBeGreaterThan(1)
    expect(share).toBeLessThanOrEqual(1.0315)
  })
})
