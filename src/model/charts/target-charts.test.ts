import { describe, expect, it } from 'vitest'
import { readyStart } from '../../../fixtures/pairs.ts'
import {
  connectionsStage,
  makeResult,
  outOfMemory,
  planRecord,
  replicaSamples,
  stageSamples,
} from '../../../fixtures/results.ts'
import { appliedLimits, containerFigures, targetFigures } from '../../../fixtures/specs.ts'
import type { LineChart } from '../chart.ts'
import type { Side } from '../config.ts'
import type { Ending, Start } from '../evidence.ts'
import { plainText } from '../outside.ts'
import { targetCharts } from './target-charts.ts'

const MIB = 1024 ** 2
const stage = connectionsStage('steady')

const series = [2000, 4000].map((atMs) => ({
  atMs,
  cpu: 0.2,
  throttledShare: 0,
  workingSetBytes: 40 * MIB,
  cacheBytes: 0,
  oomKills: 0,
  restarts: 0,
}))
const container = containerFigures({ cpuSeconds: 0.8, series })

/** Two replicas of half a CPU and 64 MiB behind a balancer of 2 CPU and 128 MiB. */
function balanced(side: Side, ending: Ending | null = null): Start {
  const limits = { ...appliedLimits, cpus: 0.5, memoryBytes: 64 * MIB }
  const figures = [targetFigures({ replicas: [container, container], balancer: container })]
  const stages = [{ ...stageSamples(), perReplica: [replicaSamples(1, 10), replicaSamples(2, 10)] }]
  return { ...readyStart(side, [{}]), limits, figures, stages, ending } as Start
}

function groupsOf(starts: readonly Start[]) {
  const balancer = { image: 'proxy:1', cpus: 2, cpuset: null, memoryBytes: 128 * MIB }
  const plan = { ...planRecord(['steady'], 1), replicas: 2, balancer }
  return targetCharts(makeResult({ plan, evidence: [{ round: 1, ms: 1000, starts }] }), stage).map((group) => ({
    title: plainText(group.title ?? []),
    charts: group.charts.filter((chart) => chart.kind === 'lines'),
  }))
}

function find(starts: readonly Start[], title: string): LineChart {
  const chart = groupsOf(starts)
    .flatMap(({ charts }) => charts)
    .find((one) => plainText(one.title).startsWith(title))
  if (chart === undefined) throw new Error(`no chart begins with "${title}"`)
  return chart
}

function labels({ marks }: LineChart, what: 'limit' | 'event'): readonly string[] {
  return marks.filter((mark) => mark.what === what).map(({ label }) => plainText(label))
}

describe('a target behind a balancer', () => {
  it('is shown against the limits of its replicas and those of the balancer', () => {
    const [cpu, memory] = [find([balanced('candidate')], 'CPU'), find([balanced('candidate')], 'Memory')]
    expect(labels(cpu, 'limit')).toEqual(['limit: 0.5 CPU', "balancer's limit: 2 CPU"])
    expect(labels(memory, 'limit')).toEqual(['limit: 64 MiB', "balancer's limit: 128 MiB"])
    expect(cpu.marks.map(({ at }) => at)).toEqual([0.5, 2])
    expect(plainText(cpu.summary)).toBe(
      [
        'replica 1 0.2 of 0.5 CPU in the busiest round',
        'replica 2 0.2 of 0.5 CPU in the busiest round',
        'balancer 0.2 of 2 CPU in the busiest round.',
      ].join('; '),
    )
    expect(plainText(memory.summary)).toContain('balancer at most 300 MiB of 128 MiB')
  })

  it.each<[string, Ending['who']]>([
    ['balancer', { kind: 'balancer' }],
    ['replica 2', { kind: 'replica', number: 2, of: 2 }],
  ])('has the end of its %s marked, and that of no other', (name, who) => {
    const ended = balanced('candidate', { ...outOfMemory, how: 'exited', who })
    expect(labels(find([ended], 'Memory'), 'event')).toEqual([`ended: ${name}`])
  })
})

describe('both sides', () => {
  it('have the containers of each for themselves where there are several', () => {
    const groups = groupsOf([balanced('candidate'), balanced('baseline')])
    expect(groups.map(({ title }) => title)).toEqual([
      "Stage steady: the candidate's containers",
      "Stage steady: the baseline's containers",
    ])
    for (const { charts } of groups) {
      expect(charts.map(({ title }) => plainText(title).split(/[:,]/)[0])).toEqual([
        'CPU in use',
        'Throttled',
        'Memory in use',
        'Latency of good answers by replica',
      ])
      expect(charts[0]?.series.map(({ name }) => plainText(name))).toEqual(['replica 1', 'replica 2', 'balancer'])
    }
  })

  it('are laid over each other where each has one container, under the limit of either', () => {
    const one = (side: Side, cpus: number): Start =>
      ({
        ...readyStart(side, [{}]),
        limits: { ...appliedLimits, cpus },
        figures: [targetFigures({ replicas: [container] })],
      }) as Start
    const cpu = find([one('candidate', 0.5), one('baseline', 1)], 'CPU')
    expect(cpu.series.map(({ ink }) => ink)).toEqual(['baseline', 'candidate'])
    expect(labels(cpu, 'limit')).toEqual(["baseline's limit: 1 CPU", "candidate's limit: 0.5 CPU"])
    expect(plainText(cpu.summary)).toMatch(/^candidate 0.2 of 0.5 CPU/)
  })
})

it('a target of users is marked where all of them had spawned', () => {
  const spawn = { seconds: 1.5, ok: 10, failed: 0, perRequest: [] }
  const figures = [targetFigures({ replicas: [container] })]
  const start = { ...readyStart('candidate', [{}]), figures, stages: [{ ...stageSamples(), spawn }] } as Start
  expect(find([start], 'CPU').marks.at(-1)).toMatchObject({ axis: 'x', at: 1.5, what: 'point' })
})
