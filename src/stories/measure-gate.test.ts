import { describe, expect, it } from 'vitest'
import { image, machine, outOfMemory, type StageNumbers, storedBaseline } from '../../fixtures/results.ts'
import { SetupError } from '../model/errors.ts'
import type { ResolvedImage } from '../model/image.ts'
import { outside, plainText } from '../model/outside.ts'
import { makePlan, recordPlan } from '../model/plan/plan.ts'
import type { Lookup } from '../model/result/baseline.ts'
import { gate } from './gate.ts'
import { Small, smallConfig } from './test/small-world.ts'

const OLD: ResolvedImage = { ...image, reference: 'api:0', id: `sha256:${'01'.repeat(32)}` }

/** A world with a stored baseline whose image the engine still holds, and rounds that take half a minute. */
function pairedWorld(slower = 0): Small {
  const small = new Small()
  small.config = smallConfig({ rounds: null, thresholds: [], baseline: { ...smallConfig().baseline, path: '/b.json' } })
  small.lookup = foundBaseline(small)
  small.baselineImage = OLD
  small.onStage = () => small.passTime(15_000)
  small.stage = (_, start, side): StageNumbers => {
    const noise = 1 + 0.004 * Math.sin(side === 'baseline' ? start : 2 * start)
    return { ok: Math.round((side === 'baseline' ? 20_000 : 20_000 / (1 + slower)) * noise), seconds: 10 }
  }
  return small
}

function foundBaseline({ config }: Small): Lookup {
  const stored = storedBaseline([{ rps: [2000, 2001], p95: [50, 50] }])
  const baseline = { ...stored, image: OLD, plan: recordPlan(makePlan(config, 1)) }
  return { state: 'found', where: outside('/b.json'), baseline }
}

const sentences = (small: Small) => small.said.filter((line) => !line.startsWith('progress'))

describe('a gate whose baseline image is there', () => {
  it('starts both images fresh in every round, drives one while the other is frozen, and rules a slowdown out', async () => {
    const small = pairedWorld()
    const { result, verdict } = await gate(small.world())
    expect(result.comparison).toEqual({ how: 'paired' })
    expect(result.evidence).toHaveLength(6)
    expect(verdict.outcome).toBe('pass')
    const starts = small.events.filter((event) => event.startsWith('start'))
    expect(starts.filter((event) => event === `start baseline ${OLD.id}`)).toHaveLength(6)
    expect(starts.filter((event) => event === 'start candidate api:1')).toHaveLength(6)
    // No turn of a side begins before the other is frozen.
    for (const [place, event] of small.events.entries()) {
      if (event === 'thaw candidate' && small.events[place - 1]?.startsWith('freeze'))
        expect(small.events[place - 1]).toBe('freeze baseline')
    }
    expect(small.living).toBe(0)
  })

  it('says beforehand what it may take, and after the first round what it takes', async () => {
    const small = pairedWorld()
    await gate(small.world())
    expect(sentences(small).join('\n')).toContain(
      `compared with image ${OLD.id}, both started fresh in every round and driven in turns: 6 to 12 rounds, 3m to 6m of load and what the starts take, at most 15m`,
    )
    expect(sentences(small)).toContain(
      'A round of both images took 30 s: decided after 6 rounds (3m) at the earliest, 12 rounds (6m) at the latest',
    )
  })

  it('promises no rounds where the first one ended it', async () => {
    const small = pairedWorld()
    const healthy = small.stage
    small.stage = (name, start, side) =>
      side === 'candidate' && name === 'steady'
        ? { ok: 2, connectionErrors: 41, ended: { how: 'aborted', why: 'no-answers' } }
        : healthy(name, start, side)
    const { verdict } = await gate(small.world())
    expect(verdict.outcome).toBe('fail')
    expect(sentences(small).filter((line) => line.includes('A round of both images took'))).toEqual([])
  })

  it('says when and why it gives a comparison up, also where that is later than the first round', async () => {
    const small = pairedWorld()
    const healthy = small.stage
    small.stage = (name, start, side) =>
      side === 'baseline' && name === 'steady' && start > 2
        ? { ok: 2, connectionErrors: 41, ended: { how: 'aborted', why: 'no-answers' } }
        : healthy(name, start, side)
    await gate(small.world())
    expect(sentences(small).filter((line) => line.startsWith('Not compared'))).toEqual([
      "Not compared round by round: the baseline's image did not hold stage steady (round 2). The candidate goes on alone, for its thresholds",
    ])
  })

  it('fails a candidate that is slower than the tolerance allows', async () => {
    const { verdict } = await gate(pairedWorld(0.2).world())
    expect(verdict.outcome).toBe('fail')
    expect(plainText(verdict.checks.find(({ state }) => state === 'fail')?.reason ?? [])).toMatch(
      /^slower by 20% \(.*\), tolerance 5%: regression/,
    )
  })

  it.each([
    ['what is free is known to be enough', 1.1, true],
    ['dependencies hold a part of what both need', 0.9, false],
    ['nobody knows what is free', null, true],
  ])('lets both sides live at once where %s: %j of it', async (_, share, together) => {
    const small = pairedWorld()
    const { target } = small.config
    small.freeMemoryBytes = share === null ? null : share * 2 * target.memoryBytes
    expect((await gate(small.world())).result.plan.pairing?.together).toBe(together)
  })

  it.each([
    ['that the baseline reached', true],
    ['that the first one reached, where there is no memory for both at once', false],
  ])('offers both sides of a round the same share of the RPS %s', async (_, together) => {
    const small = pairedWorld(0.5)
    const memoryBytes = machine.memoryBytes / (together ? 4 : 2)
    small.config = { ...small.config, target: { ...small.config.target, memoryBytes } }
    const [warmUp, steady] = small.config.stages
    if (warmUp === undefined || steady === undefined) throw new Error('the small configuration has two stages')
    const offered = {
      ...steady,
      name: 'offered',
      load: { model: 'rate', rate: { by: 'share', share: 0.5 }, arrivals: 'poisson', maxInFlight: 100 } as const,
    }
    small.config = { ...small.config, stages: [warmUp, steady, offered] }
    await gate(small.world())
    const rates = small.jobs.flatMap(({ ratePerSecond }) => (ratePerSecond === null ? [] : [ratePerSecond.from]))
    expect(rates.length).toBeGreaterThan(5)
    if (together) for (const rate of rates) expect(rate / 1000).toBeCloseTo(1, 1)
    else for (let first = 0; first + 1 < rates.length; first += 2) expect(rates[first + 1]).toBe(rates[first])
  })

  it('compares with its numbers, and says why, where the image is gone', async () => {
    const small = pairedWorld()
    small.baselineImage = null
    const { result, report } = await gate(small.world())
    expect(result.evidence).toHaveLength(3)
    expect(JSON.stringify(report.sections)).toContain('Not measured beside the baseline')
    expect(small.events.some((event) => event.includes('baseline'))).toBe(false)
  })

  it('is an error where a paired comparison was asked for by name and the image is gone', async () => {
    const small = pairedWorld()
    small.baselineImage = null
    small.config = { ...small.config, baseline: { ...small.config.baseline, compare: 'paired' } }
    await expect(gate(small.world())).rejects.toThrow(SetupError)
    expect(small.starts).toBe(0)
  })

  it('is an error where a paired comparison was asked for by name and six rounds do not fit the budget', async () => {
    const small = pairedWorld()
    small.config = { ...small.config, budgetMs: 100_000, baseline: { ...small.config.baseline, compare: 'paired' } }
    await expect(gate(small.world())).rejects.toThrow(SetupError)
    expect(small.kept).toHaveLength(1)
  })

  it.each<[string, (small: Small) => void, string, string]>([
    [
      'rounds are too few',
      (small) => (small.config = { ...small.config, rounds: 3 }),
      'Raise "rounds"',
      '"baseline.image"',
    ],
    [
      "the baseline's image does not start",
      (small) => (small.startsAs = (_, side) => (side === 'baseline' ? outOfMemory : 'ready')),
      '"baseline.image"',
      '"budget"',
    ],
    [
      'six rounds do not fit',
      (small) => (small.config = { ...small.config, budgetMs: 100_000 }),
      'Raise "budget"',
      '"baseline.image"',
    ],
  ])('advises what helps where a paired comparison was asked for by name and %s', async (_, change, helps, other) => {
    const small = pairedWorld()
    change(small)
    small.config = { ...small.config, baseline: { ...small.config.baseline, compare: 'paired' } }
    const error: unknown = await gate(small.world()).catch((thrown: unknown) => thrown)
    if (!(error instanceof SetupError)) throw error
    const advice = plainText(error.fix)
    expect(advice).toContain(helps)
    expect(advice).not.toContain(other)
  })

  it('has nothing to compare where the image is the same, and measures the candidate for its thresholds', async () => {
    const small = pairedWorld()
    small.baselineImage = image
    const { result, verdict } = await gate(small.world())
    expect(result.comparison).toEqual({ how: 'same-image' })
    expect(result.evidence).toHaveLength(3)
    expect(verdict.checks.map(({ reason }) => plainText(reason))).toEqual([
      "nothing changed: the image is the baseline's",
    ])
  })

  it('goes on without a baseline that dies under load: the candidate is not blamed', async () => {
    const small = pairedWorld()
    small.baselineDies = outOfMemory
    const { result, verdict, report } = await gate(small.world())
    expect(verdict.outcome).not.toBe('fail')
    expect(result.evidence.map(({ starts }) => starts.length)).toEqual([2, 1, 1, 1])
    expect(JSON.stringify(report.sections)).toContain('went away under load')
  })

  it('goes on without a baseline that does not start', async () => {
    const small = pairedWorld()
    small.startsAs = (_, side) => (side === 'baseline' ? outOfMemory : 'ready')
    const { result, verdict } = await gate(small.world())
    expect(verdict.outcome).toBe('pass')
    expect(result.evidence.map(({ starts }) => starts.length)).toEqual([2, 1, 1, 1])
  })

  it('starts one after the other where the start is judged', async () => {
    const small = pairedWorld()
    small.config = {
      ...small.config,
      baseline: { ...small.config.baseline, tolerance: { startup: 0.2 } },
    }
    await gate(small.world())
    expect(small.events.filter((event) => event.startsWith('start'))[0]).toMatch(/^start (candidate|baseline)/)
    expect(small.living).toBe(0)
  })
})
