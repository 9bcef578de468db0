import type { Side } from '../../src/model/config.ts'
import type { Round } from '../../src/model/evidence.ts'
import { type Cell, pairCells } from '../../src/model/judge/pair-cells.ts'
import { machineClass } from '../../src/model/machine.ts'
import { METRICS } from '../../src/model/metrics/metrics.ts'
import type { StageView } from '../../src/model/metrics/stage-view.ts'
import { numeric, type Value } from '../../src/model/metrics/value.ts'
import { plainText } from '../../src/model/outside.ts'
import type { Result } from '../../src/model/result/result.ts'
import { pooledView, readyStarts, stageViews } from '../../src/model/result/views.ts'
import { sift } from '../../src/model/rounds/sift-rounds.ts'
import { failures } from '../../src/model/samples.ts'
import { PLAN } from './gate-config.ts'
import type { GateRecord, RoundRecord, SideRecord } from './gate-record.ts'
import type { Kind } from './kinds.ts'

type Tail = GateRecord['tail']

/** What a gate was, beside its result. */
export type GateFacts = Pick<GateRecord, 'live' | 'long' | 'trees'> & { readonly kind: Kind }

/** The few numbers of a gate that every rule can be replayed on. Throws where no round counts. */
export function compactGate(result: Result, facts: GateFacts): GateRecord {
  const { kept, dropped } = sift(result.plan, result.evidence)
  const counted = { ...result, evidence: kept }
  const tail = tailOf(pairCells(counted))
  const reasons = new Map(dropped.map(({ round, why }) => [round, plainText(why)]))
  if (result.ended !== 'complete' && result.ended !== 'too-noisy') throw new Error(`the gate ended by ${result.ended}`)
  return {
    v: 1,
    kind: facts.kind,
    at: result.startedAt,
    machine: machineClass(result.machine),
    plan: `${PLAN}, ${result.plan.cpus} CPU`,
    seed: result.plan.seed,
    trees: facts.trees,
    tail,
    ended: result.ended,
    rounds: result.evidence.map((round) => compactRound(round, tail, reasons.get(round.round) ?? null)),
    pooled: both((side) => ({
      rps: short(known(readMetric('rps', pooledView(counted, side, 'steady')))),
      tail: short(known(readMetric(tail, pooledView(counted, side, 'offered')))),
    })),
    long: facts.long,
    live: facts.live,
  }
}

function both<T>(of: (side: Side) => T): { readonly candidate: T; readonly baseline: T } {
  return { candidate: of('candidate'), baseline: of('baseline') }
}

/** The percentile that stands for p95 in the comparison. */
function tailOf(cells: readonly Cell[]): Tail {
  const used = cells.find(({ asked }) => asked === 'p95')?.metric.id
  if (used === 'p95' || used === 'p90' || used === 'p50') return used
  throw new Error(`no percentile is compared, but ${used}`)
}

function compactRound(round: Round, tail: Tail, dropped: string | null): RoundRecord {
  const evidence = [round]
  const startups = readyStarts({ evidence }, 'candidate').concat(readyStarts({ evidence }, 'baseline'))
  return {
    ms: Math.round(round.ms),
    startMs: Math.round(Math.max(0, ...startups.map(({ startupMs }) => startupMs))),
    first: round.starts[0]?.side ?? 'candidate',
    dropped,
    sides: roundNumbers(round, tail),
  }
}

export type RoundNumbers = { readonly candidate: SideRecord; readonly baseline: SideRecord }

/** The numbers of both sides of a round; `null` where one is missing. */
export function roundNumbers(round: Round, tail: Tail = 'p95'): RoundNumbers | null {
  const candidate = compactSide([round], 'candidate', tail)
  const baseline = compactSide([round], 'baseline', tail)
  return candidate === null || baseline === null ? null : { candidate, baseline }
}

/** `null` where one of its numbers is missing. */
function compactSide(evidence: readonly Round[], side: Side, tail: Tail): SideRecord | null {
  const [steady] = stageViews({ evidence }, side, 'steady')
  const [offered] = stageViews({ evidence }, side, 'offered')
  if (steady === undefined || offered === undefined) return null
  const rps = numeric(readMetric('rps', steady))
  const slow = numeric(readMetric(tail, offered))
  if (rps === null || slow === null || !Number.isFinite(slow)) return null
  const { histogram } = steady.merged
  return {
    rps: short(rps),
    tail: short(slow),
    cpu: [shortOrNull(readMetric('cpu-per-request', steady)), shortOrNull(readMetric('cpu-per-request', offered))],
    latency: [histogram.totalCount, short(histogram.mean / 1000), short(histogram.stdDeviation / 1000)],
    offered: [offered.merged.ok, shortOrZero(readMetric('p50', offered)), shortOrZero(readMetric('p90', offered))],
    failed: [failures(steady.merged), failures(offered.merged)],
  }
}

function readMetric(id: 'rps' | 'cpu-per-request' | Tail, view: StageView): Value {
  const metric = METRICS[id]
  if (metric.kind !== 'number' && metric.kind !== 'figure') throw new Error(`${id} is not read from a stage`)
  return metric.of(view)
}

function known(value: Value): number {
  const number = numeric(value)
  if (number === null || !Number.isFinite(number)) throw new Error('a gate without numbers of its own')
  return number
}

function shortOrNull(value: Value): number | null {
  const number = numeric(value)
  return number === null ? null : short(number)
}

/** A percentile that lies beyond a timeout has no number; p50 and p90 are there for whoever reads the corpus, and decide nothing. */
function shortOrZero(value: Value): number {
  const number = numeric(value)
  return number === null || !Number.isFinite(number) ? 0 : short(number)
}

/** Five digits are more than a latency has, which is kept with three. */
function short(value: number): number {
  return Number(value.toPrecision(5))
}

const SECOND_MS = 1000

/** Good answers in each whole second that a side was driven in the stage `steady` of one round; its clock stands still while the other side is driven. */
export function answersPerSecond(round: Round, side: Side): readonly number[] {
  const start = readyStarts({ evidence: [round] }, side)[0]
  const samples = start?.stages.find(({ stage }) => stage === 'steady')
  if (samples === undefined) return []
  const seconds = new Array<number>(Math.floor(samples.seconds)).fill(0)
  for (const { fromMs, ok } of samples.windows) {
    const second = Math.floor(fromMs / SECOND_MS)
    if (second < seconds.length) seconds[second] = (seconds[second] ?? 0) + ok
  }
  return seconds
}
