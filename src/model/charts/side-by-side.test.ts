import { describe, expect, it } from 'vitest'
import { recordedResult } from '../../../fixtures/recorded-result.ts'
import type { LineChart } from '../chart.ts'
import { plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { sideBySide } from './side-by-side.ts'

const PASS = recordedResult('pass')
const REPLICAS = recordedResult('replicas')

type Drawn = { readonly group: string; readonly charts: readonly LineChart[] }

function drawn(now: Result, before: Result): readonly Drawn[] {
  return sideBySide(now, before).flatMap((section) =>
    section.kind === 'charts'
      ? section.groups.map(({ title, charts }) => ({
          group: `${section.title} / ${plainText(title ?? [])}`,
          charts: charts.filter((chart) => chart.kind === 'lines'),
        }))
      : [],
  )
}

const titlesOf = ({ charts }: Drawn) => charts.map(({ title }) => plainText(title))

describe('two runs side by side', () => {
  const groups = drawn(PASS, REPLICAS)

  it('have each chart of the earlier one before the same chart of the later one', () => {
    const steady = groups.find(({ group }) => group === 'Load over time / Stage steady')
    if (steady === undefined) throw new Error('both runs have a stage "steady"')
    expect(titlesOf(steady).slice(0, 4)).toEqual([
      'RPS: good answers per second (baseline)',
      'RPS: good answers per second (candidate)',
      'p50: latency of good answers (baseline)',
      'p50: latency of good answers (candidate)',
    ])
    const rounds = steady.charts.slice(0, 2).map(({ series }) => series.map(({ ink }) => ink))
    expect(rounds).toEqual([Array(3).fill('baseline'), Array(3).fill('candidate')])
  })

  it('are drawn on the same axes, within which both are', () => {
    const pairs = groups.flatMap(({ charts }) => charts.flatMap((chart, at) => pairOf(chart, charts[at + 1])))
    expect(pairs.length).toBeGreaterThan(5)
    for (const [one, other] of pairs) {
      expect([one.x, one.y]).toEqual([other.x, other.y])
      for (const axis of ['x', 'y'] as const) {
        const seen = [one, other].flatMap(({ series }) => series.flatMap((curve) => curve[axis]))
        expect(Math.max(...seen.map((value) => value ?? 0))).toBeLessThanOrEqual(one[axis].to ?? 0)
      }
    }
  })

  it('have every chart that each has alone, also those of stages that only one has', () => {
    const count = (name: 'baseline' | 'candidate') =>
      groups.flatMap(titlesOf).filter((title) => title.endsWith(`(${name})`)).length
    const alone = (result: Result) => drawn(result, result).flatMap(titlesOf).length / 2
    expect(count('candidate')).toBe(alone(PASS))
    expect(count('baseline')).toBe(alone(REPLICAS))
    const other = { ...PASS, plan: { ...PASS.plan, stages: PASS.plan.stages.filter(({ name }) => name === 'steady') } }
    const offered = drawn(other, PASS).find(({ group }) => group === 'Load over time / Stage offered')
    expect(offered?.charts.map(({ title }) => plainText(title).endsWith('(baseline)'))).toContain(true)
    expect(offered?.charts.map(({ title }) => plainText(title).endsWith('(candidate)'))).not.toContain(true)
  })
})

function pairOf(chart: LineChart, next: LineChart | undefined): readonly (readonly [LineChart, LineChart])[] {
  const nameOf = (one: LineChart) => plainText(one.title).replace(/ \((?:baseline|candidate)\)$/, '')
  const isFirst = plainText(chart.title).endsWith('(baseline)')
  return isFirst && next !== undefined && nameOf(next) === nameOf(chart) ? [[chart, next]] : []
}
