import { buildImage } from '../../fixtures/images.ts'
import type { Side } from '../../src/model/config.ts'
import type { Round } from '../../src/model/evidence.ts'
import { METRICS } from '../../src/model/metrics/metrics.ts'
import { numeric } from '../../src/model/metrics/value.ts'
import { plainText, words } from '../../src/model/outside.ts'
import { recordPlan } from '../../src/model/plan/plan.ts'
import { stageViews } from '../../src/model/result/views.ts'
import { sift } from '../../src/model/rounds/sift-rounds.ts'
import { effectAt } from '../../src/model/statistics/sensitivity.ts'
import { variance } from '../../src/model/statistics/statistics.ts'
import { printMachine } from '../print/machine.ts'
import { printTable } from '../print/table.ts'
import { gateConfig, type OfferedStage } from './gate-config.ts'
import { allRounds, type GateWorld, measureOn, onSite, sitePlan } from './record-gate.ts'

/** The length of the stage that a configuration without stages has. */
const DURATION = '10s'
const STAGES: readonly OfferedStage[] = (['poisson', 'constant'] as const).map((arrivals) => ({
  name: arrivals,
  arrivals,
  duration: DURATION,
}))
const PERCENTILES = ['p50', 'p90', 'p95'] as const
type Percentile = (typeof PERCENTILES)[number]

/** Checks of a gate by default: the RPS of one stage and a percentile of another. */
const CHECKS = 2
const LAST = 12

/** The same image on both sides: how much a percentile differs between two starts by chance, where callers come by chance and where they come evenly. */
export async function benchArrivals(world: GateWorld, rounds: number): Promise<void> {
  printMachine()
  const image = await buildImage('covertype')
  const config = gateConfig({ candidate: image, baseline: image, offered: STAGES })
  const kept = await onSite(world, config, async (site) => {
    const plan = sitePlan(site)
    const { evidence } = await measureOn(site, plan, allRounds(plan, config, rounds))
    const sifted = sift(recordPlan(plan), evidence)
    for (const { round, why } of sifted.dropped) {
      console.error(plainText(words`round ${round} does not count: ${why}`))
    }
    return sifted.kept
  })
  printTable(STAGES.flatMap(({ name }) => PERCENTILES.map((percentile) => row(kept, name, percentile))))
}

function row(kept: readonly Round[], stage: string, percentile: Percentile): Record<string, string> {
  const pairs = kept.flatMap((round) => {
    const [candidate, baseline] = [
      read(round, 'candidate', stage, percentile),
      read(round, 'baseline', stage, percentile),
    ]
    return candidate === null || baseline === null ? [] : [{ candidate, baseline }]
  })
  const logs = pairs.map(({ candidate, baseline }) => Math.log(candidate / baseline))
  const spread = logs.length < 2 ? Number.NaN : Math.sqrt(variance(logs))
  const apart = logs.map((log) => Math.expm1(Math.abs(log)))
  return {
    arrivals: `${stage}, ${DURATION}`,
    percentile,
    'rounds that count': String(logs.length),
    'latency (ms)': (pairs.reduce((sum, pair) => sum + pair.baseline, 0) / pairs.length).toFixed(1),
    'two starts differ by': `${percent(Math.min(...apart))} to ${percent(Math.max(...apart))}`,
    'spread of the rounds': percent(spread),
    [`ruled out after ${LAST} rounds`]: percent(Math.expm1(effectAt({ spread, checks: CHECKS }, LAST, 'passAlpha'))),
  }
}

function read(round: Round, side: Side, stage: string, percentile: Percentile): number | null {
  const [view] = stageViews({ evidence: [round] }, side, stage)
  const metric = METRICS[percentile]
  if (metric.kind !== 'number') throw new Error(`${percentile} is a number of a stage`)
  const value = view === undefined ? null : numeric(metric.of(view))
  return value === null || !Number.isFinite(value) ? null : value
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
