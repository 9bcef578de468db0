import { describe, expect, it } from 'vitest'
import { golden } from '../../../fixtures/golden.ts'
import { renderMarkdown } from '../../reports/markdown.ts'
import type { ChartMark } from '../chart.ts'
import { plainText } from '../outside.ts'
import type { Capacity, CapacityQuestion } from './capacity.ts'
import { capacityCharts } from './capacity-charts.ts'
import { describeCapacityPlan } from './describe-plan.ts'
import { judgeCapacity } from './judge-capacity.ts'
import { reportCapacity } from './report-capacity.ts'
import { questionOf, SIMULATED, type Simulated, searchAll } from './test/simulated-target.ts'
import type { Trial } from './trial.ts'
import { USUAL_KNEE, USUAL_MAX_RATE } from './usual-capacity.ts'

const MIB = 1024 ** 2
const ALL = questionOf(
  {
    knee: USUAL_KNEE,
    maxRate: USUAL_MAX_RATE,
    memoryFloor: { range: { from: 32 * MIB, to: 1024 * MIB }, stepBytes: 16 * MIB },
    table: { replicas: [1, 2, 3, 4, 5, 200], cpus: [0.3, 0.5], memoryBytes: [512 * MIB, 1024 * MIB] },
  },
  { thresholds: ['offered: p95 < 400ms', 'failures < 1%'] },
)

function run(question: CapacityQuestion, target: Simulated = SIMULATED): Capacity {
  const { trials, ended } = searchAll(question, target)
  return {
    ...question,
    perfGate: '0.1.0',
    runId: 'run-1',
    command: null,
    startedAt: '2026-11-05T10:00:00.000Z',
    finishedAt: '2026-11-05T10:20:00.000Z',
    defaultLimits: [],
    generatorCores: null,
    trials,
    ended,
  }
}

const reportOf = (capacity: Capacity) => reportCapacity(capacity, judgeCapacity(capacity))

describe('the report of a capacity run', () => {
  it('says every answer in words, and has all that was measured', () => {
    const text = renderMarkdown(reportOf(run(ALL)))
    expect(text).toBe(golden('report-capacity.txt', text))
  })

  it('says what was not found, and why', () => {
    const text = renderMarkdown(reportOf(run(ALL, { ...SIMULATED, latencyMs: 900 })))
    expect(text).toBe(golden('report-capacity-not-found.txt', text))
  })

  it('cannot tell, and does not fail, where the machine was the limit', () => {
    const noisy = { ...SIMULATED }
    const one = searchAll(ALL, noisy, { most: 1 }).trials.map((trial) => ({ ...trial, ended: 'too-noisy' as const }))
    const question = { ...ALL, searches: { ...ALL.searches, maxRate: null, memoryFloor: null, table: null } }
    const report = reportOf({ ...run(question), trials: [...one, ...one, ...one] })
    expect(report.outcome).toBe('inconclusive')
    expect(plainText(report.headline)).toBe('Capacity: knee: cannot tell')
  })

  /** The report of a run in which a busy machine spoils every trial of some kind. */
  function spoilt(question: CapacityQuestion, isSpoilt: (trial: Trial) => boolean, target = SIMULATED) {
    let trials: readonly Trial[] = []
    for (;;) {
      const { trials: now } = searchAll(question, target, { from: trials, most: trials.length + 1 })
      const last = now.at(-1)
      if (now.length === trials.length || last === undefined) break
      trials = isSpoilt(last) ? [...trials, { ...last, ended: 'too-noisy' }] : now
    }
    const { outcome, headline, sections } = reportOf({ ...run(question), trials })
    const lines = sections.flatMap((section) => (section.kind === 'words' ? section.lines.map(plainText) : []))
    return { outcome, headline: plainText(headline), lines }
  }
  const only = (searches: Partial<CapacityQuestion['searches']>) => questionOf(searches)

  it('does not take what a busy machine spoilt for the end of the rates that hold', () => {
    const { outcome, headline, lines } = spoilt(only({ maxRate: USUAL_MAX_RATE }), ({ level }) => {
      return level?.model === 'rate' && level.amount > 110
    })
    expect([outcome, headline]).toEqual(['inconclusive', 'Capacity: max rate at least 107/s'])
    expect(lines[0]).toMatch(/^Max rate: at least 107\/s; at 110\/s nothing can be told: the machine or the load/)
  })

  it('says between which rates the highest lies, and in how many starts each held or missed', () => {
    const { headline, lines } = spoilt(only({ maxRate: USUAL_MAX_RATE }), () => false)
    expect(headline).toBe('Capacity: max rate 121/s')
    expect(lines[0]).toMatch(
      /^Max rate: between 121\/s, which held in 2 of 2 starts, and 124\/s \(3.07% more\), which missed in 2 of 2 starts: p95/,
    )
  })

  it('leaves out the repetitions that a busy machine spoilt', () => {
    let times = 0
    const { headline, lines } = spoilt(only({ maxRate: USUAL_MAX_RATE }), ({ level }) => {
      return level?.model === 'rate' && level.amount > 120 && level.amount < 122 && ++times > 1
    })
    expect(headline).toBe('Capacity: max rate 121/s')
    expect(lines[0]).toContain('which held in 1 of 1 start, and')
  })

  it('does not call the end of the range what is only the last rate that was to be tried', () => {
    const capacity = run(only({ maxRate: USUAL_MAX_RATE }))
    const answers = judgeCapacity(capacity)
    const at = (perSecond: number) => reportCapacity(capacity, { ...answers, maxRate: { perSecond, above: null } })
    const [end, before] = [at(1000), at(500)].map(({ outcome, sections: [first] }) => [
      outcome,
      first?.kind === 'words' ? plainText(first.lines[0] ?? []) : '',
    ])
    expect(end).toEqual(['pass', 'Max rate: at least 1000/s; the end of the range: raise it.'])
    expect(before).toEqual([
      'inconclusive',
      'Max rate: at least 500/s; more was not tried: begin the range at a higher rate.',
    ])
  })

  it('recommends no box by its first trial alone, and says so where the budget ends before the second', () => {
    const table = { replicas: [1], cpus: [0.5], memoryBytes: [512 * MIB] }
    const question = only({ table })
    const whole = run(question)
    expect(whole.trials).toHaveLength(2)
    const { outcome, lines } = spoilt(question, () => false)
    expect([outcome, lines[0]]).toEqual(['pass', expect.stringContaining('; it met the thresholds in 2 of 2 starts.')])
    const cut = reportOf({ ...whole, trials: whole.trials.slice(0, 1) })
    expect([cut.outcome, plainText(cut.headline)]).toEqual([
      'inconclusive',
      'Capacity: cheapest box 0.5 CPU, 512 MiB, not measured again yet',
    ])
  })

  it('does not take what the load generator could not send for a plateau', () => {
    // The load generator sends 165/s at the most, and the target could take ever more.
    const linear = { ...SIMULATED, slots: 1000 }
    const { outcome, headline, lines } = spoilt(only({ knee: USUAL_KNEE }), ({ level }) => (level?.amount ?? 0) > 16, {
      ...linear,
      mostSentPerSecond: 165,
    })
    expect([outcome, headline]).toEqual(['inconclusive', 'Capacity: knee: cannot tell'])
    expect(lines[0]).toMatch(/^Knee: cannot tell: the machine or the load/)
    expect(lines[1]).toMatch(
      /^The thresholds are met up to 16 connections at least \(160\/s\); at 18 connections nothing/,
    )
  })

  it('leaves open up to where the thresholds hold beyond a plateau, where that was spoilt', () => {
    const { outcome, headline, lines } = spoilt(only({ knee: USUAL_KNEE }), ({ level }) => (level?.amount ?? 0) > 32)
    expect([outcome, headline]).toEqual([
      'inconclusive',
      'Capacity: knee at 12 connections, 120/s, thresholds met up to 32 connections at least',
    ])
    expect(lines[1]).toMatch(
      /^The thresholds are met up to 32 connections at least \(120\/s\); at 35 connections nothing/,
    )
  })

  it('does not take what was answered before it was killed for a plateau', () => {
    // 40 connections need more memory than there is; until then it answers all of them.
    const growing = { ...SIMULATED, slots: 1000, memoryMiBPerConnection: 20 }
    const report = reportOf(run(only({ knee: USUAL_KNEE }), growing))
    expect([report.outcome, plainText(report.headline)]).toEqual(['fail', 'Capacity: knee not found'])
  })

  it('does not take it for too little memory either, unless the kernel killed something', () => {
    const memoryFloor = { range: { from: 256 * MIB, to: 1024 * MIB }, stepBytes: 64 * MIB }
    const { outcome, headline, lines } = spoilt(only({ memoryFloor }), ({ box }) => box.memoryBytes === 320 * MIB)
    expect([outcome, headline]).toEqual(['inconclusive', 'Capacity: memory floor at most 384 MiB'])
    expect(lines[0]).toContain('with 320 MiB cannot tell: the machine or the load generator')
  })

  it('says where a cheaper box might do, and compares no box with itself', () => {
    const table = { replicas: [1, 2, 3], cpus: [0.5], memoryBytes: [512 * MIB] }
    const { outcome, headline, lines } = spoilt(only({ table }), ({ box }) => box.replicas === 1)
    expect([outcome, headline]).toEqual(['inconclusive', 'Capacity: cheapest box at most 2 x 0.5 CPU, 512 MiB each'])
    const text = lines.join('\n')
    expect(text).toContain('Whether a cheaper box does cannot be told (0.5 CPU, 512 MiB: the machine or the load')
    expect(text).toContain('Replicas of 0.5 CPU and 512 MiB: 2 → 3 replicas +33.3%')
  })

  it('says where no threshold asks for speed, as any box will do then', () => {
    const table = { replicas: [1], cpus: [0.5], memoryBytes: [512 * MIB] }
    const text = renderMarkdown(reportOf(run(questionOf({ table }, { thresholds: ['failures < 1%'] }))))
    expect(text).toContain('No threshold limits latency or RPS: any box that answers will do.')
    expect(renderMarkdown(reportOf(run(questionOf({ table }))))).not.toContain('any box that answers')
  })

  it('says why no rate was tried where the image did not become ready', () => {
    const text = renderMarkdown(
      reportOf(run(questionOf({ knee: USUAL_KNEE, maxRate: USUAL_MAX_RATE }), { ...SIMULATED, startMemoryMiB: 2000 })),
    )
    expect(text).toContain(
      'Max rate: not found. No rate was tried, as it did not become ready: the container was killed',
    )
  })

  it('says what is still open where the budget was spent', () => {
    const report = reportOf(run({ ...ALL, plan: { ...ALL.plan, budgetMs: 100_000 } }))
    expect(report.outcome).toBe('inconclusive')
    expect(plainText(report.headline)).toContain('not answered yet')
    expect(renderMarkdown(report)).toContain('The budget of 1m40s is spent')
  })
})

describe('the charts of a capacity run', () => {
  const capacity = run(ALL)
  const groups = capacityCharts(capacity, judgeCapacity(capacity))
  const marksOf = (group: number, chart: number): readonly ChartMark[] => {
    const found = groups[group]?.charts[chart]
    return found?.kind === 'lines' ? found.marks : []
  }

  it('are RPS and p95 over the load, with what was found and the limits marked', () => {
    expect(groups.map(({ title, charts }) => [plainText(title ?? []), charts.map(({ kind }) => kind)])).toEqual([
      ['Load', ['lines', 'lines']],
      ['Rates', ['lines', 'lines']],
      ['Boxes', ['heat']],
    ])
    expect(marksOf(0, 0)).toContainEqual(expect.objectContaining({ axis: 'x', at: 12, what: 'point' }))
    expect(marksOf(1, 1)).toContainEqual(expect.objectContaining({ axis: 'y', at: 400, what: 'limit' }))
  })

  it('show up to where the thresholds are met, where something beyond it was tried', () => {
    const bands = groups.map(({ charts: [chart] }) => (chart?.kind === 'lines' ? chart.bands : []))
    expect(bands[0]).toEqual([])
    expect(bands[1]).toEqual([expect.objectContaining({ axis: 'x', from: null, to: marksOf(1, 0)[0]?.at })])
  })

  it('have as many values as places, in rising order', () => {
    const lines = groups.flatMap(({ charts }) => charts.filter((chart) => chart.kind === 'lines'))
    for (const { x, y } of lines.flatMap(({ series }) => series)) {
      expect(y).toHaveLength(x.length)
      expect(x.filter((place, index) => index > 0 && place <= (x[index - 1] ?? 0))).toEqual([])
    }
  })

  it('have what was measured again apart from the curve', () => {
    const names = groups[1]?.charts.map((chart) =>
      chart.kind === 'lines' ? chart.series.map(({ name }) => plainText(name)) : [],
    )
    expect(names?.map((all) => [...new Set(all)])).toEqual([
      ['RPS', 'RPS, measured again'],
      ['p95', 'p95, measured again'],
    ])
  })

  it('have a latency axis on which a queue that grew does not press all else flat', () => {
    const scales = groups.map(({ charts: [, chart] }) => (chart?.kind === 'lines' ? chart.y.scale : null))
    expect(scales).toEqual(['linear', 'log', null])
  })
})

describe('the plan of a capacity run', () => {
  it('says the most that each search takes, and the worst case of all', () => {
    const lines = describeCapacityPlan(ALL, 120_000, 1_800_000).map(plainText)
    expect(lines[0]).toMatch(/^knee: from 1 to 64 connections, 5 s each; at most \d+ configurations, .* of load$/)
    expect(lines).toHaveLength(6)
    expect(lines[3]).toMatch(/^table: 20 boxes, and 4 too large for this machine/)
    expect(lines[4]).toMatch(/at most \d+ in all, .* of load, and what the starts take$/)
    expect(lines[5]).toMatch(/; 30m at worst \(the time limit\); time limit 30m; /)
  })

  it.each([0.05, 0.1, 0.2, 0.4])('holds where numbers differ by %d: no search takes more than it says', (noise) => {
    const lines = describeCapacityPlan(ALL, 120_000, 1_800_000).map(plainText)
    for (let seed = 1; seed <= 10; seed++) {
      const { trials } = searchAll(ALL, { ...SIMULATED, noise }, { seed })
      for (const search of ['knee', 'max-rate', 'memory-floor', 'table'] as const) {
        const line = lines.find((one) => one.startsWith(`${search}:`)) ?? ''
        const most = Number(/at most (\d+) configuration/.exec(line)?.[1])
        expect(trials.filter((trial) => trial.search === search).length, search).toBeLessThanOrEqual(most)
      }
    }
  })
})
