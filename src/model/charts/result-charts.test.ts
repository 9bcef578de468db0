import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { longResult } from '../../../fixtures/long-result.ts'
import { makeResult } from '../../../fixtures/results.ts'
import type { Chart, LineChart } from '../chart.ts'
import { plainText } from '../outside.ts'
import type { Section } from '../report/report.ts'
import { decodeResult, type Result } from '../result/result.ts'
import { besideEarlier } from './beside-earlier.ts'
import { resultCharts } from './result-charts.ts'

const recorded = (name: string): Result =>
  decodeResult(readFileSync(join(import.meta.dirname, `../../../fixtures/results/${name}.json`), 'utf8'))

function groupsOf(section: Section | undefined) {
  return section?.kind === 'charts' ? section.groups : []
}

/** Every line chart of a result, under `section / group / title`. */
function chartsOf(result: Result): ReadonlyMap<string, LineChart> {
  const named = resultCharts(result).flatMap((section) =>
    groupsOf(section).flatMap(({ title, charts }) =>
      charts.filter(isLines).map((chart): [string, LineChart] => {
        return [[section.title, plainText(title ?? []), plainText(chart.title)].join(' / '), chart]
      }),
    ),
  )
  expect(new Set(named.map(([name]) => name)).size).toBe(named.length)
  return new Map(named)
}

function isLines(chart: Chart): chart is LineChart {
  return chart.kind === 'lines'
}

function find(result: Result, part: string): LineChart {
  const [found] = [...chartsOf(result)].filter(([name]) => name.includes(part)).map(([, chart]) => chart)
  if (found === undefined) throw new Error(`no chart has "${part}" in its name`)
  return found
}

describe('the charts of a plain result', () => {
  const pass = recorded('pass')

  it('are the load over time, the distribution of each request, and CPU and memory, stage by stage', () => {
    const names = [...chartsOf(pass).keys()]
    expect(names).toEqual(
      expect.arrayContaining([
        'Load over time / Stage steady / RPS: good answers per second',
        'Load over time / Stage offered / p99: latency of good answers',
        'Latency distribution / Stage steady / predict',
        'CPU and memory against their limits / Stage offered / CPU in use',
      ]),
    )
    expect(names.filter((name) => /round by round|Failures/.test(name))).toEqual([])
  })

  it('lay all rounds over each other, each with its own name', () => {
    expect(find(pass, 'steady / p95').series.map(({ part }) => part)).toEqual(['round 1', 'round 2', 'round 3'])
  })

  it('show what was asked of that stage alone', () => {
    const limits = (part: string) => find(pass, part).marks.map(({ label }) => plainText(label))
    expect(limits('steady / RPS')).toEqual(['asked: rps >= 20'])
    expect(limits('offered / p95')).toEqual(['asked: p95 < 2s'])
    expect(limits('steady / p95')).toEqual([])
  })

  it('go no farther into the tail than there were requests', () => {
    const { x } = find(pass, 'distribution / Stage steady / predict').series[0] ?? { x: [] }
    const [samples] = pass.evidence.flatMap(({ starts }) => starts).slice(0, 1)
    expect(samples?.state).toBe('ready')
    expect(Math.max(...x)).toBeLessThanOrEqual(100 * (1 - 1 / 7200))
    expect(Math.max(...x)).toBeGreaterThan(99.9)
  })
})

describe('the charts of a paired result', () => {
  const regression = recorded('regression')

  it('show each round with the estimate, its interval and the tolerance', () => {
    const { series, bands, summary } = find(regression, "steady: candidate's RPS worse by")
    const [estimate, rounds] = series
    expect(rounds?.y).toHaveLength(6)
    expect(Math.min(...(rounds?.y ?? []).map((value) => value ?? 0))).toBeGreaterThan(0.05)
    expect(estimate?.x).toEqual([3, 4, 5, 6])
    const last = [estimate?.range?.low.at(-1), estimate?.y.at(-1), estimate?.range?.high.at(-1)].map(
      (value) => value ?? 0,
    )
    expect(last).toEqual([...last].sort((a, b) => a - b))
    expect(bands[0]).toMatchObject({ axis: 'y', to: 0.0526 })
    expect(plainText(summary)).toContain('regression')
  })

  it('lay baseline and candidate beside each other, round by round', () => {
    const { series } = find(regression, 'steady / RPS')
    expect(series.map(({ ink }) => ink)).toEqual([...Array(6).fill('baseline'), ...Array(6).fill('candidate')])
  })
})

describe('the charts of a target that died', () => {
  const killed = recorded('out-of-memory')

  it('mark the kill in every chart of its containers, and the limit that it hit', () => {
    for (const part of ['CPU in use', 'Throttled', 'Memory in use']) {
      expect(find(killed, part).marks.filter(({ what }) => what === 'event')).toHaveLength(1)
    }
    const memory = find(killed, 'Memory in use')
    expect(plainText(memory.marks.at(-1)?.label ?? [])).toMatch(/^out of memory: candidate/)
    expect(memory.marks[0]).toMatchObject({ axis: 'y', what: 'limit', at: 160 * 1024 ** 2 })
  })

  it('show when its failures came', () => {
    const failed = find(killed, 'Failures per second').series[0]
    expect(Math.max(...(failed?.y ?? []).map((value) => value ?? 0))).toBeGreaterThan(0)
  })

  it('mark a restart where it was', () => {
    const text = JSON.stringify(killed).replaceAll('"oomKills":1,"restarts":0', '"oomKills":0,"restarts":1')
    const { marks } = find(JSON.parse(text) as Result, 'Memory in use')
    expect(marks.map(({ label }) => plainText(label)).filter((label) => label.startsWith('restarted'))).toHaveLength(1)
  })
})

describe('the charts of replicas', () => {
  const replicas = recorded('replicas')

  it('show each replica on its own, with its limit', () => {
    const { series, marks } = find(replicas, 'steady / CPU in use')
    expect(new Set(series.map(({ name }) => plainText(name)))).toEqual(new Set(['replica 1', 'replica 2']))
    expect(marks[0]).toMatchObject({ what: 'limit', at: 0.4 })
    expect(find(replicas, 'steady / Latency of good answers by replica').series).toHaveLength(2)
  })
})

describe('any charts', () => {
  it.each([
    'pass',
    'regression',
    'inconclusive',
    'out-of-memory',
    'replicas',
  ])('of %s have a value for each place, and say what is to be seen', (name) => {
    for (const [title, { series, summary }] of chartsOf(recorded(name))) {
      expect(title.length).toBeGreaterThan(10)
      expect(plainText(summary).length).toBeGreaterThan(10)
      for (const { x, y, range } of series) {
        expect(y).toHaveLength(x.length)
        expect([range?.low.length ?? x.length, range?.high.length ?? x.length]).toEqual([x.length, x.length])
        expect([...x].sort((a, b) => a - b)).toEqual(x)
        expect([...x, ...y].filter((value) => value !== null && !Number.isFinite(value))).toEqual([])
      }
    }
  })

  it('are none where no curve was recorded and nobody watched', () => {
    expect(resultCharts(makeResult()).map(({ title }) => title)).toEqual(['Latency distribution'])
  })

  it('of a long run have no more points than can be seen', () => {
    const points = [...chartsOf(longResult()).values()].flatMap(({ series }) => series.map(({ x }) => x.length))
    expect(points.reduce((sum, one) => sum + one, 0)).toBeLessThan(80_000)
  })
})

describe('an earlier result', () => {
  it('stands as the baseline, with all of its rounds', () => {
    const both = besideEarlier(recorded('regression'), recorded('replicas'))
    expect(find(both, 'steady / RPS').series.map(({ ink }) => ink)).toEqual([
      ...Array(3).fill('baseline'),
      ...Array(6).fill('candidate'),
    ])
    expect([...chartsOf(both).keys()].filter((name) => name.includes('round by round'))).toEqual([])
  })
})
