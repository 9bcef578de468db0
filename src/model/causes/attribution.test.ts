import { describe, expect, it } from 'vitest'
import {
  makeResult,
  outOfMemory,
  planRecord,
  readyRounds,
  replicaSamples,
  type StageNumbers,
  thresholds,
  withStarts,
} from '../../../fixtures/results.ts'
import { containerFigures, targetFigures } from '../../../fixtures/specs.ts'
import type { StageLoad } from '../config.ts'
import type { Ending } from '../evidence.ts'
import { judge } from '../judge/verdict.ts'
import { outside, plainText } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { ContainerFigures, HostFigures, TargetFigures } from '../target-figures.ts'
import { attribute } from './attribution.ts'
import { CAUSES, type Cause } from './cause.ts'

const MIB = 1024 ** 2

/** What was made up of a run: each part that is not given is unremarkable. */
type Made = {
  readonly stage?: StageNumbers
  readonly container?: Partial<ContainerFigures>
  readonly replicas?: readonly Partial<ContainerFigures>[]
  readonly balancer?: Partial<ContainerFigures>
  readonly host?: HostFigures
  readonly life?: Partial<ContainerFigures>
  readonly ending?: Ending
  readonly load?: StageLoad
  readonly plan?: Partial<PlanRecord>
  readonly thresholds?: readonly string[]
  readonly rounds?: number
}

/** By default the stage misses `rps >= 1000`: its RPS is 100. */
function explain(made: Made): readonly string[] {
  return attributed(made).map(({ stage, cause, sentence }) => `${stage ?? '-'} | ${cause} | ${plainText(sentence)}`)
}

function attributed(made: Made) {
  const figures = figuresOf(made)
  const count = made.rounds ?? 1
  const evidence = readyRounds(Array.from({ length: count }, () => [{ figures, ...made.stage }]))
  const life = targetFigures({ replicas: [containerFigures(made.life ?? made.container)], balancer: figures.balancer })
  const base = planRecord(['steady'], count)
  const stages = base.stages.map((stage) =>
    stage.warmUp || made.load === undefined ? stage : { ...stage, load: made.load },
  )
  const result = makeResult({
    evidence: withStarts(evidence, { life, ending: made.ending ?? null }),
    plan: { ...base, stages, replicas: figures.replicas.length, ...made.plan },
    asked: { thresholds: thresholds(...(made.thresholds ?? ['steady: rps >= 1000'])) },
  })
  return attribute(result, judge(result))
}

function figuresOf({ container, replicas = [container ?? {}], balancer, host }: Made): TargetFigures {
  return targetFigures({
    replicas: replicas.map((one) => containerFigures(one)),
    balancer: balancer === undefined ? null : containerFigures(balancer),
    ...(host === undefined ? {} : { host }),
  })
}

const memory = (mib: number, peak: number | null = mib) => ({
  peakBytes: peak === null ? null : peak * MIB,
  mostWorkingSetBytes: mib * MIB,
  cacheBytes: 0,
})
/** A point a second. */
const workingSets = (...mib: readonly number[]) =>
  mib.map((one, index) => ({
    atMs: 1000 * (index + 1),
    cpu: 0.6,
    throttledShare: 0,
    workingSetBytes: one * MIB,
    cacheBytes: 0,
    oomKills: 0,
    restarts: 0,
  }))
const throttling = (throttledPeriods: number) => ({ periods: 100, throttledPeriods, throttledSeconds: 1 })
const exited: Ending = { ...outOfMemory, how: 'exited', exitCode: 139 }
const gone = { ended: { how: 'aborted', why: 'target-gone' } } as const
const refused = { kind: 'refused', status: null, count: 300, firstMs: 0, lastMs: 9, example: null } as const
const status503 = { ...refused, kind: 'status', status: 503 } as const
const quiet: HostFigures = {
  cores: 2,
  busy: 1,
  stolen: 0,
  ours: 0.3,
  dependencies: 0,
  proxies: 0,
  others: 0.1,
  busiest: null,
}
/** Half a CPU in front of the replicas. */
const proxy = { image: 'nginx', cpus: 0.5, cpuset: null, memoryBytes: 64 * MIB }
/** A threshold that every one of these targets misses, and one on RPS. */
const ALSO_MEMORY = ['steady: rps >= 1000', 'memory-peak < 100MiB']
/** 1 CPU that is fully used, by a service with one thread: its quota never stops it. */
const busyCpu = { cpuSeconds: 9.8, throttling: throttling(2) }
/** 10 connections, 100/s, 100 ms: Little's law holds. */
const queue: StageNumbers = { ok: 1000, seconds: 10, latencyMs: 100 }
const schedule: StageLoad = {
  model: 'rate',
  rate: { by: 'second', perSecond: { from: 100, to: 100 } },
  arrivals: 'poisson',
  maxInFlight: 1000,
}

describe('each cause is named with its evidence', () => {
  it.each<[Cause, Made, string]>([
    [
      'killed-for-memory',
      { stage: gone, ending: outOfMemory, life: { memory: memory(500, 511) } },
      'the container was killed 4.2 s after its start: it needed more memory than its limit of 512 MiB (exit code 137); its memory peaked at 511 MiB',
    ],
    [
      'killed-for-memory',
      { stage: gone, ending: outOfMemory, life: { memory: memory(100, 120) } },
      'the container was killed 4.2 s after its start, for want of memory (exit code 137): its limit is 512 MiB; it had 120 MiB when it was last seen, so it filled up at once, or the machine itself had no memory left',
    ],
    [
      'killed-for-memory',
      {
        container: {
          oomKills: 1,
          memory: memory(500, null),
          series: [0, 1].map((oomKills) => ({
            atMs: 3000 + 200 * oomKills,
            cpu: 1,
            throttledShare: 0,
            workingSetBytes: 1,
            cacheBytes: 0,
            oomKills,
            restarts: 0,
          })),
        },
      },
      'the kernel killed 1 process of the container for memory 3.2 s into the stage, and the container lived on: its limit is 512 MiB; its memory peaked at 500 MiB, as far as was seen',
    ],
    [
      'killed-for-memory',
      { stage: gone, ending: outOfMemory, life: { memory: memory(300, 320) } },
      'the container was killed 4.2 s after its start: it needed more memory than its limit of 512 MiB (exit code 137); it had 320 MiB when it was last seen',
    ],
    [
      'killed-for-memory',
      { container: { oomKills: 1, memory: memory(100, 120) } },
      'the kernel killed 1 process of the container for memory, and the container lived on: its limit is 512 MiB; its memory peaked at 120 MiB, so it was the machine itself that had no memory left',
    ],
    [
      'killed-for-memory',
      { stage: gone, ending: { ...exited, exitCode: 137 }, container: { oomKills: 1, memory: memory(500) } },
      'the kernel killed 1 process of the container for memory, and the container ended with code 137: its limit is 512 MiB; its memory peaked at 500 MiB',
    ],
    [
      'killed-for-memory',
      { replicas: [{}, { oomKills: 2, memory: memory(510) }, {}], rounds: 2 },
      'the kernel killed 2 processes of replica 2 of 3 for memory, and the container lived on: its limit is 512 MiB; its memory peaked at 510 MiB (round 1)',
    ],
    [
      'killed-for-memory',
      {
        replicas: [{}, {}],
        balancer: { oomKills: 1, memory: memory(64) },
        plan: { balancer: { image: 'nginx', cpus: 1, cpuset: null, memoryBytes: 64 * MIB } },
      },
      'the kernel killed 1 process of the balancer for memory, and the container lived on: its limit is 64 MiB; its memory peaked at 64 MiB',
    ],
    ['exited', { stage: gone, ending: exited }, 'the container exited 4.2 s after its start with code 139 (SIGSEGV)'],
    [
      'exited',
      { container: { restarts: 1 }, thresholds: ['steady: restarts < 1'] },
      'the container went away and was started again once, not by perf-gate',
    ],
    [
      'service-errors',
      { stage: { ok: 600, unexpectedStatus: 300, timeouts: 10, failures: [status503] } },
      '33% of the requests (300 of 910) got a wrong answer from the service itself: unexpected status 503 300 times',
    ],
    [
      'network-errors',
      { stage: { ok: 700, connectionErrors: 300, failures: [refused, { ...refused, kind: 'tls', count: 1 }] } },
      '30% of the requests (300 of 1000) got no whole answer over the network: connection refused 300 times, TLS failed 1 time',
    ],
    [
      'service-errors',
      { stage: { ok: 9800, unexpectedStatus: 200 }, thresholds: ['failures < 1%'] },
      '2% of the requests (200 of 10000) got a wrong answer from the service itself',
    ],
    [
      'unanswered',
      { stage: { ok: 300, timeouts: 100 }, container: { cpuSeconds: 0.5 }, thresholds: ['failures < 1%'] },
      '25% of the requests (100 of 400) were not answered in time while the target used 0.05 of 1 CPU: it waits for something else, such as a lock, a worker or another service',
    ],
    [
      'generator',
      { stage: { cpuShare: 1 }, thresholds: [] },
      'the load generator used 100% of its core, so it was the limit and not the target; give it a core of its own, or less load',
    ],
    [
      'noisy-host',
      { host: { ...quiet, busy: 1.9, others: 0.8 } },
      "other programs used 0.8 of the machine's 2 cores and none was free; stop them, or use a larger machine",
    ],
    [
      'noisy-host',
      { host: { ...quiet, busy: 1.9, others: 0.8, busiest: { name: outside('ci-db'), cores: 0.6 } } },
      "other programs used 0.8 of the machine's 2 cores, the container ci-db 0.6 of them, and none was free; stop them, or use a larger machine",
    ],
    [
      'noisy-host',
      { host: { ...quiet, busy: 1.9, others: 0.8, busiest: { name: outside('ci-db'), cores: 0.3 } } },
      "other programs used 0.8 of the machine's 2 cores and none was free; stop them, or use a larger machine",
    ],
    [
      'noisy-host',
      { host: { ...quiet, stolen: 0.25 } },
      'the hypervisor took 0.25 cores of this machine for others, beside 1 that were busy; repeat the run',
    ],
    [
      'throttled',
      { container: { cpuSeconds: 9.9, throttling: throttling(62) } },
      'the CPU limit stopped it in 62% of its periods: it used 0.99 of 1 CPU',
    ],
    [
      'throttled',
      { replicas: [{ throttling: throttling(50) }, {}], plan: { cpus: 0.8 } },
      'the CPU limit stopped it in 25% of its periods: it used 1.2 of 2 × 0.8 CPU, in bursts',
    ],
    [
      'throttled',
      { replicas: [{ cpuSeconds: 9.9, throttling: throttling(70) }, { cpuSeconds: 5 }], plan: { cpus: 1 } },
      'the CPU limit stopped replica 1 of 2 in 70% of its periods: it used 0.99 of 1 CPU, with 66.4% of the CPU time, where an even share is 50%',
    ],
    [
      'throttled',
      { replicas: [{}, {}], balancer: { cpuSeconds: 4.9, throttling: throttling(70) }, plan: { balancer: proxy } },
      'the CPU limit stopped the balancer in 70% of its periods: it used 0.49 of 0.5 CPU',
    ],
    [
      'throttled',
      {
        replicas: [{ throttling: throttling(12) }, { throttling: throttling(12) }],
        balancer: { cpuSeconds: 3, throttling: throttling(70) },
        plan: { balancer: proxy },
      },
      'the CPU limit stopped the balancer in 70% of its periods: it used 0.3 of 0.5 CPU, in bursts',
    ],
    [
      'throttled',
      {
        replicas: [{ throttling: throttling(60) }, { throttling: throttling(60) }],
        balancer: { cpuSeconds: 3, throttling: throttling(20) },
        plan: { balancer: proxy },
      },
      'the CPU limit stopped it in 60% of its periods: it used 1.2 of 2 × 1 CPU, in bursts',
    ],
    [
      'throttled',
      {
        stage: { ok: 300, timeouts: 100 },
        container: { cpuSeconds: 0.5 },
        balancer: { cpuSeconds: 4.9, throttling: throttling(70) },
        plan: { balancer: proxy },
        thresholds: ['failures < 1%'],
      },
      'the CPU limit stopped the balancer in 70% of its periods: it used 0.49 of 0.5 CPU',
    ],
    [
      'queueing',
      { stage: queue, container: busyCpu },
      '10 connections wait on 1 CPU that is fully used (100/s × 100 ms): more connections only wait longer',
    ],
    [
      'queueing',
      { stage: queue, container: busyCpu, load: schedule, thresholds: ['p95 < 50ms'] },
      '10 requests were under way on average (100/s × 100 ms) on 1 CPU that is fully used: they wait for each other',
    ],
    [
      'queueing',
      {
        stage: queue,
        replicas: [{ cpuSeconds: 6.6 }, { cpuSeconds: 6.6 }, { cpuSeconds: 6.6 }],
        plan: { cpus: 2, cpuset: [1, 2] },
      },
      '10 connections wait on the 2 cores of 3 replicas that are fully used (100/s × 100 ms): more connections only wait longer',
    ],
    [
      'cpu-full',
      {
        stage: { ok: 1000, latencyMs: 10 },
        container: busyCpu,
        load: { model: 'connections', connections: { from: 1, to: 1 } },
      },
      '1 CPU is fully used (0.98) by the requests themselves',
    ],
    [
      'cpu-full',
      { replicas: [{}, {}], balancer: { cpuSeconds: 4.8 }, plan: { balancer: proxy } },
      'the balancer uses 0.48 of its 0.5 CPU: what it passes on is all that the replicas get',
    ],
    [
      'memory-close',
      { replicas: [{}, {}], balancer: { cpuSeconds: 1, memory: memory(63) }, plan: { balancer: proxy } },
      'the memory of the balancer is close to its limit: 63 MiB of 64 MiB in use (98.4%)',
    ],
    [
      'memory-close',
      { container: { memory: memory(500) } },
      'memory is close to its limit: 500 MiB of 512 MiB in use (97.7%)',
    ],
    [
      'memory-close',
      { container: { memory: memory(500) }, thresholds: ['memory-peak < 400MiB'] },
      'memory is close to its limit: 500 MiB of 512 MiB in use (97.7%)',
    ],
    [
      'memory-grows',
      {
        container: { series: workingSets(100, 120, 140, 160, 180, 200, 220, 240) },
        thresholds: ['memory-peak < 200MiB'],
      },
      'the memory of the container grew all through the stage by 20 MiB a second, to 240 MiB: at that rate its limit of 512 MiB is reached 13.6 s later',
    ],
    [
      'memory-grows',
      {
        replicas: [{}, { series: workingSets(100, 150, 110, 170, 120, 180, 130, 190) }],
        thresholds: ['memory-peak < 200MiB'],
        rounds: 2,
      },
      'the memory of replica 2 of 2 grew all through the stage by 5 MiB a second, to 190 MiB: at that rate its limit of 512 MiB is reached 1m4s later',
    ],
    [
      'imbalance',
      {
        stage: { perReplica: [replicaSamples(1, 300), replicaSamples(2, 500), replicaSamples(3, 200)] },
        replicas: [{}, {}, {}],
      },
      'the load is uneven: replica 2 of 3 had 50% of the answers, where an even share is 33.3%',
    ],
    [
      'imbalance',
      { replicas: [{ cpuSeconds: 6 }, { cpuSeconds: 1 }] },
      'the load is uneven: replica 1 of 2 had 85.7% of the CPU time, where an even share is 50%',
    ],
    ['unknown', {}, 'nothing that was watched explains it (CPU 60% and memory 58.6% of the limits)'],
    [
      'unknown',
      { container: { cpuSeconds: 1 } },
      'nothing that was watched explains it (CPU 10% and memory 58.6% of the limits, so it waits for something else: a lock, a worker, another service)',
    ],
    [
      'unknown',
      { stage: { figures: targetFigures({ replicas: [], host: null }) } },
      "not known: the target's containers could not be watched",
    ],
  ])('%s, %j', (cause, made, sentence) => {
    expect(explain(made)).toEqual([`steady | ${cause} | ${sentence}`])
  })
})

describe('the most specific cause wins', () => {
  const growing = workingSets(100, 120, 140, 160, 180, 200, 220, 240)
  /** From the last cause to the first, each adds its evidence to that of all before it. */
  const layers: readonly (readonly [Cause, Made])[] = [
    ['unknown', { replicas: [{}, {}] }],
    ['imbalance', { replicas: [{ cpuSeconds: 5 }, { cpuSeconds: 1 }] }],
    [
      'memory-grows',
      {
        replicas: [{ cpuSeconds: 5, series: growing }, { cpuSeconds: 1 }],
        thresholds: ['steady: rps >= 1000', 'memory-peak < 100MiB'],
      },
    ],
    ['memory-close', { replicas: [{ cpuSeconds: 5, series: growing, memory: memory(500) }, { cpuSeconds: 1 }] }],
    ['cpu-full', { replicas: [{ ...busyCpu, memory: memory(500) }, { cpuSeconds: 1 }], plan: { cpus: 0.5 } }],
    ['queueing', { stage: queue }],
    ['throttled', { replicas: [{ ...busyCpu, memory: memory(500), throttling: throttling(90) }, {}] }],
    ['noisy-host', { host: { ...quiet, stolen: 0.5 } }],
    ['generator', { stage: { ...queue, cpuShare: 1 } }],
    [
      'unanswered',
      { stage: { ...queue, timeouts: 2000, runDelayShare: 0.3 }, replicas: [{ cpuSeconds: 1 }, { cpuSeconds: 1 }] },
    ],
    ['network-errors', { stage: { ...queue, timeouts: 2000, runDelayShare: 0.3, connectionErrors: 2000 } }],
    [
      'service-errors',
      { stage: { ...queue, timeouts: 2000, runDelayShare: 0.3, connectionErrors: 2000, unexpectedStatus: 2000 } },
    ],
    ['exited', { ending: exited, stage: { ...queue, ...gone, unexpectedStatus: 5000 } }],
    ['killed-for-memory', { ending: outOfMemory }],
  ]

  it('has a layer for every cause', () => {
    expect(layers.map(([cause]) => cause).reverse()).toEqual([...CAUSES])
  })

  it.each(layers.map(([cause], index) => [cause, index] as const))('%s over all that come after it', (cause, index) => {
    const made: Made = Object.assign({}, ...layers.slice(0, index + 1).map(([, layer]) => layer))
    expect(attributed(made).map((one) => one.cause)).toEqual([cause])
  })
})

describe('a cause without its evidence is not named', () => {
  it.each<[string, Made]>([
    ['a few errors where speed is asked about', { stage: { ok: 950, unexpectedStatus: 50 } }],
    ['timeouts, which can be anybody’s', { stage: { ok: 500, timeouts: 400, unexpectedStatus: 100 } }],
    ['timeouts of a service whose CPU is busy', { stage: { ok: 500, timeouts: 500 } }],
    [
      'memory that comes to rest',
      { container: { series: workingSets(100, 150, 190, 220, 230, 235, 236, 236) }, thresholds: ALSO_MEMORY },
    ],
    ['memory that grows, where only speed is asked about', { container: { series: workingSets(100, 200, 300, 400) } }],
    ['a busy machine with a core to spare', { host: { ...quiet, cores: 4, busy: 2, others: 1 } }],
    [
      'a full machine, by what the target needs around it',
      { host: { ...quiet, busy: 2, dependencies: 0.9, proxies: 0.5 } },
    ],
    ['a full machine on which nobody else runs', { host: { ...quiet, busy: 2, others: 0.1 } }],
    ['little stolen time', { host: { ...quiet, stolen: 0.19 } }],
    ['a few throttled periods', { container: { throttling: throttling(9) } }],
    ['no quota at all', { container: { throttling: null } }],
    ['a balancer with time and room', { balancer: { cpuSeconds: 2, memory: memory(40) }, plan: { balancer: proxy } }],
    ['waiting connections while the CPU has time', { stage: queue, container: { cpuSeconds: 8.9 } }],
    ['memory that is a page cache', { container: { memory: memory(300, 512) } }],
    [
      'replicas that are nearly even',
      { stage: { perReplica: [replicaSamples(1, 59), replicaSamples(2, 41)] }, replicas: [{}, {}] },
    ],
  ])('%s', (_, made) => {
    expect(attributed(made).map((one) => one.cause)).toEqual(['unknown'])
  })

  it('queueing where the law does not hold: the generator itself was slow to send', () => {
    const slow = { stage: { ...queue, latencyMs: 50 }, container: busyCpu }
    expect(attributed(slow).map((one) => one.cause)).toEqual(['cpu-full'])
  })
})

describe('what is explained', () => {
  it('is nothing where every check holds', () => {
    expect(explain({ container: busyCpu, stage: queue, thresholds: ['rps >= 10', 'oom-kills < 1'] })).toEqual([])
  })

  it('is not a number that says it all by itself', () => {
    const asked = ['cpu-per-request < 1ms', 'memory-peak < 100MiB', 'image-size < 1m', 'startup < 1s']
    expect(explain({ container: busyCpu, stage: queue, thresholds: asked })).toEqual([])
  })

  it('is a kill outside of the measured stages, where it is asked for', () => {
    expect(explain({ life: { oomKills: 1, memory: memory(512) }, thresholds: ['oom-kills < 1'] })).toEqual([
      '- | killed-for-memory | the kernel killed 1 process of the container for memory, and the container lived on: its limit is 512 MiB; its memory peaked at 512 MiB',
    ])
  })

  it('is one sentence, where a kill in a stage is also counted over the whole run', () => {
    const killed = { oomKills: 1 }
    expect(explain({ container: killed, life: killed, thresholds: ['oom-kills < 1', 'rps >= 1000'] })).toHaveLength(1)
  })

  it('is a target that went away before any load', () => {
    const [round] = readyRounds([[]])
    if (round === undefined) throw new Error('the fixture has a round')
    const result = makeResult({ evidence: withStarts([round], { ending: exited }), ended: 'target-gone' })
    const made = attribute(result, judge(result))
    expect(made.map(({ stage, cause }) => [stage, cause])).toEqual([[null, 'exited']])
  })
})
