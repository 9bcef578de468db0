import { describe, expect, it, vi } from 'vitest'
import { ALL_SEARCHES } from '../../../fixtures/capacity-run.ts'
import { plainText } from '../outside.ts'
import { capacityCourse } from './capacity-course.ts'
import { nextTrial } from './next-trial.ts'
import { searchCosts } from './search-costs.ts'
import { SIMULATED, searchAll } from './test/simulated-target.ts'
import type { Trial } from './trial.ts'

// Whole searches are a second of work or more, and others may take the cores.
vi.setConfig({ testTimeout: 60_000 })

const { trials } = searchAll(ALL_SEARCHES, SIMULATED)

/** Where the run is when it begins the trial at this place. */
function courseAt(place: number, question = ALL_SEARCHES) {
  const before = trials.slice(0, place)
  const wish = nextTrial(question)(before)
  if ('done' in wish) throw new Error('nothing is left to measure')
  return capacityCourse(question, before, wish.step)
}

describe('the course of a capacity run', () => {
  it('begins with as many configurations as the plan says, and their load', () => {
    const costs = searchCosts(ALL_SEARCHES)
    const { place, spentMs, leftMs } = courseAt(0)
    expect(plainText(place.what)).toBe('knee: 1 connection')
    expect(place).toMatchObject({ number: 1, most: costs.reduce((sum, cost) => sum + cost.trials, 0) })
    expect(spentMs).toBe(0)
    expect(leftMs).toBe(costs.reduce((sum, cost) => sum + cost.loadMs, 0))
  })

  it('never has fewer left than there are, and never more than before', () => {
    const courses = trials.map((_, place) => courseAt(place).place)
    for (const [place, { number, most }] of courses.entries()) {
      expect(number).toBe(place + 1)
      expect(most).toBeGreaterThanOrEqual(trials.length)
      expect(most).toBeLessThanOrEqual(courses[place - 1]?.most ?? most)
    }
  })

  it('takes what a search can still need as long as others of it took', () => {
    const place = trials.findIndex(({ search }) => search === 'table') + 1
    const { spentMs, leftMs } = courseAt(place)
    const most = searchCosts(ALL_SEARCHES).find(({ search }) => search === 'table')?.trials ?? 0
    expect(spentMs).toBe(15_000 * (place - 1) + (trials[place - 1]?.ms ?? 0))
    expect(leftMs).toBe((most - 1) * (trials[place - 1]?.ms ?? 0))
  })

  it('knows from other searches what a start takes', () => {
    const slow: readonly Trial[] = trials.slice(0, 1).map((trial) => ({ ...trial, ms: 65_000 }))
    const [knee, ...others] = searchCosts(ALL_SEARCHES)
    const step = {
      search: 'max-rate',
      box: trials[0]?.box ?? { replicas: 1, cpus: 1, memoryBytes: 1 },
      level: null,
    } as const
    const { leftMs } = capacityCourse(ALL_SEARCHES, slow, step)
    // 5 s of them were load.
    expect(leftMs).toBe(others.reduce((sum, cost) => sum + cost.loadMs + cost.trials * 60_000, 0))
    expect(knee?.search).toBe('knee')
  })

  it('has no more left than the budget', () => {
    const question = { ...ALL_SEARCHES, plan: { ...ALL_SEARCHES.plan, budgetMs: 50_000 } }
    expect([courseAt(0, question).leftMs, courseAt(2, question).leftMs]).toEqual([50_000, 20_000])
  })

  it('has one more for each that a busy machine has spoilt, as that is measured again', () => {
    const [first] = trials
    if (first === undefined) throw new Error('there are trials')
    const planned = courseAt(0).place.most
    const spoilt = [first, first].map((trial) => ({ ...trial, ended: 'too-noisy' as const }))
    expect(capacityCourse(ALL_SEARCHES, spoilt, first).place).toMatchObject({ number: 3, most: planned + 2 })
  })

  it('counts the one that begins, whatever was planned', () => {
    const [first] = trials
    if (first === undefined) throw new Error('there are trials')
    const many = Array.from({ length: 40 }, () => first)
    const { number, most } = capacityCourse(ALL_SEARCHES, many, first).place
    expect(most).toBeGreaterThanOrEqual(number)
  })
})
