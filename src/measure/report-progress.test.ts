import { describe, expect, test } from 'vitest'
import { USAGE } from '../../fixtures/progress.ts'
import { connectionsStage, readyRounds } from '../../fixtures/results.ts'
import type { Side } from '../model/config.ts'
import type { Plan } from '../model/plan/plan.ts'
import { makePlan } from '../model/plan/plan.ts'
import type { Progress } from '../model/progress.ts'
import type { LoadProgress, Scope } from '../ports.ts'
import { Small, smallConfig } from '../stories/test/small-world.ts'
import { reportProgress } from './report-progress.ts'

/** Two rounds of a warm-up of 5 s and a stage of 10 s. */
const PLAN = makePlan(smallConfig(), 1)
const PAIRED: Plan = { ...PLAN, sides: ['candidate', 'baseline'] }
const [WARM_UP, STEADY] = PLAN.stages
if (WARM_UP === undefined || STEADY === undefined) throw new Error('the plan has two stages')

const LOADED: LoadProgress = { side: 'candidate', elapsedMs: 1000, rps: 9, p95Ms: 5, recentP95Ms: 6, ok: 9, failed: 1 }

function record(plan: Plan, rounds: Parameters<typeof reportProgress>[1] = [], sides: readonly Side[] = plan.sides) {
  const small = new Small()
  const told: Progress[] = []
  const scope: Scope = {
    clock: small.clock(),
    log: { ...small.log(), progress: (now) => void told.push(now) },
    signal: small.interrupt.signal,
  }
  const step = { round: rounds.length + 1, sides, together: true }
  const lives = sides.map((side) => ({ side, target: { ...small.target(side), usage: () => USAGE } }))
  return { small, told, lives, progress: reportProgress(plan, rounds, step, scope) }
}

describe('the progress of a round', () => {
  test('is told with what the load says and what the target uses', () => {
    const { progress, lives, told } = record(PLAN)
    progress.stage(STEADY, lives)(LOADED)
    expect(told).toEqual([
      expect.objectContaining({
        round: 1,
        rounds: 2,
        sides: ['candidate'],
        doing: { what: 'load', stage: 'steady', warmUp: false, plannedMs: 10_000, usage: USAGE, ...LOADED },
      }),
    ])
  })

  test('counts down by the load that is over, stage by stage', () => {
    const { small, progress, lives, told } = record(PLAN)
    progress.starting()
    progress.stage(WARM_UP, lives)({ ...LOADED, elapsedMs: 2000 })
    small.passTime(6000)
    progress.stage(STEADY, lives)({ ...LOADED, elapsedMs: 500 })
    const seconds = told.map(({ left }) => (left === null ? null : left.ms / 1000))
    // Half a second went by between the stages; so it will in the second round.
    expect(seconds).toEqual([30, 28, 9.5 + 15.5])
    expect(told.map(({ share }) => share)).toEqual([0, 0, 6 / 31])
  })

  test('of two sides takes twice as long, at most, and has both in the order of the plan', () => {
    const { progress, lives, told } = record(PAIRED, [], ['baseline', 'candidate'])
    progress.stage(STEADY, lives)({ ...LOADED, side: 'baseline' })
    expect(told[0]).toMatchObject({
      sides: ['candidate', 'baseline'],
      left: { ms: 2 * 2 * 15_000 - 1000, atMost: true },
      doing: { side: 'baseline', plannedMs: 20_000 },
    })
  })

  test('knows no end in a first round with a stage by count', () => {
    const counted = { ...STEADY, extent: { by: 'requests', count: 50 } } as const
    const plan = { ...PLAN, stages: [WARM_UP, counted] }
    const first = record(plan)
    first.progress.stage(counted, first.lives)(LOADED)
    expect(first.told[0]).toMatchObject({ left: null, share: 0, doing: { plannedMs: null } })
    const second = record(plan, readyRounds([[{}]]))
    second.progress.stage(counted, second.lives)(LOADED)
    expect(second.told[0]).toMatchObject({ left: { ms: 30_000, atMost: false }, share: 0.5 })
  })

  test('has what the comparison costs once both can be driven, in the first round', () => {
    const pairing = { image: 'api:base', together: true, startsInTurn: false }
    const paired: Plan = { ...PAIRED, rounds: 6, pairing }
    const first = record(paired)
    first.progress.ready(first.lives)
    expect(first.small.said).toEqual([expect.stringMatching(/^The starts of a round take .*\(6 rounds\)$/)])
    const second = record(paired, readyRounds([[{}]]))
    second.progress.ready(second.lives)
    expect(second.small.said).toEqual([])
  })

  test('keeps a share of a whole where a run takes no time', () => {
    const instant = { ...connectionsStage('instant'), extent: { by: 'duration', ms: 0 } } as const
    const { progress, told } = record({ ...PLAN, stages: [instant] })
    progress.starting()
    expect(told[0]?.share).toBe(0)
  })
})
