import { describe, expect, it } from 'vitest'
import { connectionsStage, makeResult, readyRounds, stageSamples, withStarts } from '../../../fixtures/results.ts'
import type { LineChart } from '../chart.ts'
import { plainText } from '../outside.ts'
import type { StageSamples, Window } from '../samples.ts'
import { loadCharts } from './load-charts.ts'

const stage = connectionsStage('steady')

function windows(fromMs: number, count: number, failed: (place: number) => number = () => 0): readonly Window[] {
  return Array.from({ length: count }, (_, place) => ({
    fromMs: fromMs + place * 250,
    ok: 10,
    failed: failed(place),
    p50Micros: 1000,
    p95Micros: 2000,
    p99Micros: 3000,
  }))
}

/** The charts of one round whose load gave these samples, by their titles. */
function chartsOf(samples: StageSamples): ReadonlyMap<string, LineChart> {
  const evidence = withStarts(readyRounds([[{}]]), { stages: [samples] })
  const groups = loadCharts(makeResult({ evidence }), stage)
  return new Map(groups.flatMap(({ charts }) => charts).flatMap((chart) => named(chart)))
}

function named(chart: LineChart | { readonly kind: 'heat' }): [string, LineChart][] {
  return chart.kind === 'lines' ? [[plainText(chart.title).split(':')[0] ?? '', chart]] : []
}

describe('a stage of users', () => {
  const users = { ...stageSamples({ seconds: 10 }), spawn: { seconds: 30, ok: 90, failed: 0, perRequest: [] } }

  it('has its rates, which begin when all have spawned', () => {
    const { x, y } = chartsOf({ ...users, windows: windows(30_000, 40) }).get('RPS')?.series[0] ?? { x: [], y: [] }
    expect([x[0], x.at(-1)]).toEqual([30.25, 39.75])
    expect(new Set(y)).toEqual(new Set([40]))
  })

  it('says in each chart where that was', () => {
    const charts = chartsOf({ ...users, windows: windows(30_000, 40) })
    expect([...charts.keys()]).toEqual(['RPS', 'p50', 'p95', 'p99'])
    for (const { marks } of charts.values()) {
      expect(marks.map(({ axis, at, label }) => [axis, at, plainText(label)])).toEqual([
        ['x', 30, 'all users have spawned (30 s)'],
      ])
    }
  })
})

describe('failures', () => {
  it('are shown where they came, also after the last request was sent', () => {
    const samples = {
      ...stageSamples({ seconds: 10, timeouts: 6 }),
      windows: windows(0, 80, (at) => (at === 79 ? 6 : 0)),
    }
    const chart = chartsOf(samples).get('Failures per second')
    expect(chart?.series[0]?.x.at(-1)).toBeGreaterThan(19)
    expect(chart?.series[0]?.y.at(-1)).toBe(6)
    expect(plainText(chart?.summary ?? [])).toBe(
      'Failed requests in all: candidate 6. A timeout is shown where it ran out.',
    )
    expect(chart?.marks).toEqual([])
  })

  it('have no chart where there are none', () => {
    expect([...chartsOf({ ...stageSamples(), windows: windows(0, 40) }).keys()]).toEqual(['RPS', 'p50', 'p95', 'p99'])
  })
})
