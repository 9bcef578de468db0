import { describe, expect, it, vi } from 'vitest'
import { outOfMemory, readyRounds } from '../../../fixtures/results.ts'
import type { CapacityConfig } from './capacity-config.ts'
import { judgeCapacity } from './judge-capacity.ts'
import { capacityOf, found } from './test/found.ts'
import { questionOf, SIMULATED, type Simulated, searchAll } from './test/simulated-target.ts'
import type { Trial } from './trial.ts'
import { USUAL_KNEE, USUAL_MAX_RATE } from './usual-capacity.ts'

// Whole searches are a second of work or more, and others may take the cores.
vi.setConfig({ testTimeout: 60_000 })

const MIB = 1024 ** 2
const KNEE: Partial<CapacityConfig> = { knee: { ...USUAL_KNEE, range: { from: 1, to: 128 } } }
const RATE: Partial<CapacityConfig> = { maxRate: USUAL_MAX_RATE }
const FLOOR: Partial<CapacityConfig> = {
  memoryFloor: { range: { from: 32 * MIB, to: 1024 * MIB }, stepBytes: 16 * MIB },
}
const TABLE: Partial<CapacityConfig> = {
  table: { replicas: [1, 2, 3, 4, 5], cpus: [0.3, 0.5], memoryBytes: [512 * MIB, 1024 * MIB] },
}

const simulated = (given: Partial<Simulated> = {}): Simulated => ({ ...SIMULATED, ...given })

const configurations = (trials: readonly Trial[]) =>
  new Set(trials.map(({ box, level }) => JSON.stringify([box, level]))).size
/** The bound that holds for every search. */
const bound = (range: number, resolution: number) => 2 * Math.log2(range / resolution) + 3
const SEEDS = Array.from({ length: 30 }, (_, place) => place + 1)

describe('the search for the knee', () => {
  it.each([
    1, 2, 3, 5, 8, 12, 20, 31, 50,
  ])('finds that of %i slots within one step, in no more configurations than the bound', (slots) => {
    const { trials, answers } = found(questionOf(KNEE, { thresholds: ['failures < 1%'] }), simulated({ slots }))
    const at = answers.knee?.knee?.amount ?? Number.NaN
    expect(Math.abs(at - slots)).toBeLessThanOrEqual(Math.max(1, 0.11 * slots))
    expect(answers.knee?.knee?.plateauRps).toBeCloseTo(slots * 10, 0)
    expect(configurations(trials)).toBeLessThanOrEqual(bound(127, 1))
  })

  it('finds it where numbers differ by 3 % from one start to the next', () => {
    for (const seed of SEEDS) {
      const { trials, answers } = found(
        questionOf(KNEE, { thresholds: ['failures < 1%'] }),
        simulated({ slots: 12, noise: 0.03 }),
        seed,
      )
      const at = answers.knee?.knee?.amount ?? Number.NaN
      expect(at, `seed ${seed}`).toBeGreaterThanOrEqual(10)
      expect(at, `seed ${seed}`).toBeLessThanOrEqual(14)
      expect(configurations(trials)).toBeLessThanOrEqual(bound(127, 1))
    }
  })

  it('says that there is none where RPS still grows at the end of the range', () => {
    const { answers } = found(questionOf(KNEE, { thresholds: ['failures < 1%'] }), simulated({ slots: 500 }))
    expect(answers.knee).toMatchObject({ knee: null, missedAt: null, within: { amount: 128 } })
  })

  it('stops where the thresholds are missed, and finds the heaviest load that meets them', () => {
    // 12 slots of 100 ms: p95 reaches 400 ms with 48 connections.
    const { trials, answers } = found(questionOf(KNEE), simulated())
    expect(answers.knee?.missedAt).toBeGreaterThanOrEqual(48)
    expect(answers.knee?.missedAt).toBeLessThanOrEqual(54)
    expect(answers.knee?.within?.amount).toBeLessThan(48)
    expect(answers.knee?.within?.amount).toBeGreaterThanOrEqual(43)
    expect(Math.max(...trials.map(({ level }) => level?.amount ?? 0))).toBe(64)
  })

  it('never raises the load beyond the first that misses the thresholds', () => {
    const { trials } = found(questionOf(KNEE, { thresholds: ['p95 < 50ms'] }), simulated())
    expect(trials.map(({ level }) => level?.amount)).toEqual([1, 1])
  })

  it('takes an image that does not start for an answer', () => {
    const { answers, trials } = found(questionOf(KNEE), simulated({ startMemoryMiB: 2000 }))
    expect(answers.knee).toMatchObject({ knee: null, within: null, missedAt: 1 })
    expect(configurations(trials)).toBe(1)
    expect(answers.views[0]?.outcome.state).toBe('killed-at-start')
  })
})

describe('the search for the highest rate', () => {
  // A queue that grows for 10 s passes 400 ms at 3 % above the capacity.
  it.each([3, 7, 20, 60])('finds that of %i slots within 5 %, in no more configurations than the bound', (slots) => {
    const { trials, answers } = found(questionOf(RATE), simulated({ slots }))
    const capacity = slots * 10
    expect(answers.maxRate?.perSecond).toBeGreaterThan(0.95 * capacity)
    expect(answers.maxRate?.perSecond).toBeLessThan(1.05 * capacity)
    expect(answers.maxRate?.above).toBeGreaterThan(answers.maxRate?.perSecond ?? 0)
    expect(configurations(trials)).toBeLessThanOrEqual(bound(999, 0.03))
  })

  it('begins near the plateau of the knee, where that was searched', () => {
    const { trials } = found(questionOf({ ...KNEE, ...RATE }), simulated())
    const rates = trials.filter(({ search }) => search === 'max-rate')
    expect(rates.every(({ level }) => level?.model === 'rate')).toBe(true)
    expect(rates[0]?.level?.amount).toBeGreaterThan(0.8 * 120)
    expect(configurations(rates)).toBeLessThanOrEqual(6)
  })

  it('is right within 8 % where numbers differ by 3 %, and says between which rates it lies', () => {
    for (const seed of SEEDS) {
      const { trials, answers } = found(questionOf(RATE), simulated({ noise: 0.03 }), seed)
      const { perSecond, above } = answers.maxRate ?? { perSecond: null, above: null }
      expect(Math.abs((perSecond ?? 0) / 120 - 1), `seed ${seed}`).toBeLessThan(0.08)
      expect(above ?? 0).toBeGreaterThan(perSecond ?? 0)
      expect(configurations(trials)).toBeLessThanOrEqual(bound(999, 0.03))
    }
  })

  it('begins at the slowest rate where the load before it was not answered at all', () => {
    const [scout] = searchAll(questionOf(RATE), simulated(), { most: 1 }).trials
    const rounds = readyRounds([[{ stage: 'level', ok: 0, unexpectedStatus: 500, seconds: 10 }]])
    if (scout === undefined) throw new Error('nothing was measured')
    const { trials } = searchAll(questionOf(RATE), simulated(), { from: [{ ...scout, rounds }] })
    expect(trials[1]?.level?.amount).toBe(1)
    expect(judgeCapacity(capacityOf(questionOf(RATE), trials)).maxRate?.perSecond).toBeGreaterThan(114)
  })

  it('never tries more than twice the highest rate that held, where it begins far too low', () => {
    const scouted = searchAll(questionOf(RATE), simulated({ slots: 1, latencyMs: 100 }), { most: 1 })
    const { trials } = searchAll(questionOf(RATE), simulated({ slots: 60 }), { from: scouted.trials })
    const rates = trials.slice(1).map(({ level }) => level?.amount ?? 0)
    rates.forEach((rate, place) => {
      if (place > 0) expect(rate).toBeLessThanOrEqual(2.01 * Math.max(...rates.slice(0, place)))
    })
    expect(configurations(trials)).toBeLessThanOrEqual(bound(999, 0.03))
  })

  it('says that there is none where the slowest rate misses the thresholds', () => {
    const { answers } = found(questionOf(RATE, { thresholds: ['p95 < 50ms'] }), simulated())
    expect(answers.maxRate).toEqual({ perSecond: null, above: 1 })
  })

  it('is open at its end where the fastest rate meets them', () => {
    const { answers } = found(questionOf(RATE), simulated({ slots: 500 }))
    expect(answers.maxRate).toEqual({ perSecond: 1000, above: null })
  })
})

describe('the search for the memory floor', () => {
  it.each([
    40, 100, 210, 300, 444, 777, 1000,
  ])('finds a need of %i MiB within a step, in no more configurations than the bound', (need) => {
    const { trials, answers } = found(questionOf(FLOOR), simulated({ startMemoryMiB: need / 2, loadMemoryMiB: need }))
    const floorMiB = (answers.memoryFloor?.floorBytes ?? 0) / MIB
    expect(floorMiB - need).toBeGreaterThanOrEqual(0)
    expect(floorMiB - need).toBeLessThan(16)
    expect(configurations(trials)).toBeLessThanOrEqual(bound(992, 16))
  })

  it("is guided by the kernel's peak: three sizes, and both ends once more", () => {
    const { trials } = found(questionOf(FLOOR), simulated())
    expect(trials.map(({ box }) => box.memoryBytes / MIB)).toEqual([1024, 304, 288, 304, 288])
  })

  it('says for each size why it was too small', () => {
    const { answers } = found(questionOf(FLOOR), simulated({ startMemoryMiB: 295 }))
    const states = answers.views.map(({ trial, outcome }) => [trial.box.memoryBytes / MIB, outcome.state])
    expect(states).toContainEqual([288, 'killed-at-start'])
    expect(states).toContainEqual([304, 'meets'])
    const under = found(questionOf(FLOOR), simulated({ startMemoryMiB: 100 }))
    expect(under.answers.views.map(({ outcome }) => outcome.state)).toContain('killed-under-load')
  })

  it('is not found where all of the memory does not do, after that one size', () => {
    const { trials, answers } = found(questionOf(FLOOR), simulated({ startMemoryMiB: 2000, loadMemoryMiB: 2000 }))
    expect(answers.memoryFloor).toEqual({ floorBytes: null, belowBytes: 1024 * MIB })
    expect(configurations(trials)).toBe(1)
  })

  it('is right within two steps where the need differs by 2 % from one start to the next', () => {
    for (const seed of SEEDS) {
      const { trials, answers } = found(questionOf(FLOOR), simulated({ noise: 0.02 }), seed)
      expect(Math.abs((answers.memoryFloor?.floorBytes ?? 0) / MIB - 300), `seed ${seed}`).toBeLessThanOrEqual(32)
      expect(configurations(trials)).toBeLessThanOrEqual(bound(992, 16))
    }
  })
})

describe('a run', () => {
  const all = questionOf({ ...KNEE, ...RATE, ...FLOOR, ...TABLE })

  it('that was interrupted anywhere goes on to the same answers', () => {
    const whole = searchAll(all, SIMULATED)
    for (const most of [1, 5, 9, 14, 20]) {
      const before = searchAll(all, SIMULATED, { most })
      expect(before.ended).toBeNull()
      expect(searchAll(all, SIMULATED, { from: before.trials })).toEqual(whole)
    }
  })

  it('measures again where the machine was its limit, and gives up after three times', () => {
    const question = questionOf(KNEE, { thresholds: ['failures < 1%'] })
    const whole = searchAll(question, SIMULATED)
    const noisy = (trial: Trial): Trial => ({ ...trial, ended: 'too-noisy' })
    const [first, ...rest] = whole.trials
    if (first === undefined) throw new Error('nothing was measured')
    const twice = searchAll(question, SIMULATED, { from: [noisy(first), noisy(first)] })
    expect(twice.trials.slice(2)).toEqual([first, ...rest])
    const always = searchAll(question, SIMULATED, { from: [noisy(first), noisy(first), noisy(first)] })
    expect(always.trials).toHaveLength(3)
  })

  it('counts what starts take when it asks whether a configuration fits into the budget', () => {
    const [box] = searchAll(questionOf(TABLE), SIMULATED, { most: 1 }).trials
    if (box === undefined) throw new Error('nothing was measured')
    // The stages of the file are 20 s of load, so that starts have taken a minute.
    const slow: Trial = { ...box, ms: 80_000 }
    const withBudget = (budgetMs: number) =>
      searchAll(questionOf({ ...FLOOR, ...TABLE }, { budgetMs }), SIMULATED, { from: [slow], most: 2 })
    expect(withBudget(159_000)).toMatchObject({ ended: 'budget', trials: [slow] })
    expect(withBudget(160_000).trials[1]?.search).toBe('memory-floor')
  })

  it('tries no more where the image does not become ready in its own box, and that is not for memory', () => {
    const failed = (box: Trial['box']): Trial => ({
      search: 'knee',
      box,
      level: { model: 'connections', amount: 1 },
      rounds: [
        {
          round: 1,
          ms: 1,
          starts: [{ side: 'candidate', state: 'failed', ending: { ...outOfMemory, how: 'exited' } }],
        },
      ],
      ended: 'start-failed',
      ms: 120_000,
    })
    const own = { replicas: 1, cpus: all.plan.cpus, memoryBytes: all.plan.memoryBytes }
    expect(searchAll(all, SIMULATED, { from: [failed(own)] }).trials).toHaveLength(1)
    const table = { replicas: [1], cpus: [all.plan.cpus, 2 * all.plan.cpus], memoryBytes: [512 * MIB] }
    const larger = questionOf({ ...KNEE, table })
    expect(searchAll(larger, SIMULATED, { from: [failed(own)] }).trials.length).toBeGreaterThan(1)
  })

  it('begins nothing that would not fit into the budget, and goes on when that is raised', () => {
    const tight = { ...all, plan: { ...all.plan, budgetMs: 60_000 } }
    const { trials, ended } = searchAll(tight, SIMULATED)
    expect(ended).toBe('budget')
    expect(trials.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThanOrEqual(60_000)
    expect(judgeCapacity(capacityOf(tight, trials)).complete).toBe(false)
    expect(searchAll(all, SIMULATED, { from: trials }).trials).toEqual(searchAll(all, SIMULATED).trials)
  })
})
