import { describe, expect, it } from 'vitest'
import type { CapacityConfig } from './capacity-config.ts'
import { searchCosts } from './search-costs.ts'
import { questionOf } from './test/simulated-target.ts'
import { USUAL_KNEE } from './usual-capacity.ts'
import { worstCase } from './worst-case.ts'

const KNEE: Partial<CapacityConfig> = { knee: USUAL_KNEE }
const MINUTE_MS = 60_000
const READY_MS = 2 * MINUTE_MS

describe('the worst case of a capacity run', () => {
  it('is the budget and one configuration more, where the searches could take longer', () => {
    const question = questionOf(KNEE, { budgetMs: 15 * MINUTE_MS })
    const { ms, why } = worstCase(question, READY_MS, 60 * MINUTE_MS)
    // One round and one repetition of it: each a start, 5 s of load, and stages that end a timeout late.
    const timeoutMs = Math.max(0, ...question.plan.requests.map((request) => request.timeoutMs))
    const stages = question.plan.stages.length + 1
    expect(ms).toBe(15 * MINUTE_MS + 2 * (READY_MS + 5000 + stages * timeoutMs))
    expect(why).toContain('the budget, and one configuration')
  })

  it('is never beyond the time limit', () => {
    const question = questionOf(KNEE, { budgetMs: 15 * MINUTE_MS })
    expect(worstCase(question, READY_MS, 16 * MINUTE_MS)).toEqual({ ms: 16 * MINUTE_MS, why: 'the time limit' })
  })

  it('is every configuration as often as it may be tried, where that is little', () => {
    const question = questionOf({ table: { replicas: [1], cpus: [1], memoryBytes: [1024 ** 3] } })
    // The one box, and that again twice at most.
    expect(searchCosts(question)[0]?.trials).toBe(3)
    expect(worstCase(question, 1000, 24 * 60 * MINUTE_MS).why).toMatch(/^all of them tried 3 times on a busy machine/)
  })

  it('is the time limit alone where a stage of the file ends by a count', () => {
    const { plan } = questionOf({})
    const stages = plan.stages.map((stage) => ({ ...stage, extent: { by: 'requests' as const, count: 100 } }))
    const table = { replicas: [1], cpus: [1], memoryBytes: [1024 ** 3] }
    expect(worstCase(questionOf({ table }, { stages }), 1000, 30 * MINUTE_MS).why).toBe('the time limit')
    expect(worstCase(questionOf(KNEE, { stages }), 1000, 30 * 60 * MINUTE_MS).why).not.toBe('the time limit')
  })
})
