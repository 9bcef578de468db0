import type { Threshold } from '../../model/config.ts'
import type { MetricId } from '../../model/metrics/metric-id.ts'
import { parseThreshold } from '../../model/metrics/thresholds.ts'
import { outside, words } from '../../model/outside.ts'
import { type Parsed, type Wrong, wrong } from '../../model/parsed.ts'
import { formatMs, formatRate } from '../../model/units.ts'
import { THRESHOLDS } from '../defaults.ts'
import { labelOf } from '../labels.ts'
import { listAt, type Reading, reportAt } from '../sources.ts'
import { type Raw, subtree } from '../yaml/tree.ts'
import { missingStage } from './missing-stage.ts'
import type { NamedStage } from './read-stages.ts'

/** What the thresholds can be held against: names of stages as written, also of stages that have another mistake. */
export type ThresholdFrame = {
  /** `null` where a request's timeout could not be read. */
  readonly longestTimeoutMs: number | null
  readonly readyWithinMs: number | null
  readonly stages: readonly NamedStage[]
}

/** The thresholds; everything wrong with one of them is reported. */
export function readThresholds(reading: Reading, frame: ThresholdFrame): readonly Threshold[] {
  const given = subtree(reading.tree, ['thresholds'])
  if (given === null)
    return THRESHOLDS.map(parseThreshold).flatMap((read) => (read.state === 'value' ? [read.value] : []))
  return listAt(reading.raw, 'thresholds').flatMap((raw, index) => {
    const read = readEntry(raw, frame)
    if (read === null) return []
    if (read.state === 'value') return [read.value]
    reportAt(
      reading,
      ['thresholds', index],
      words`${labelOf(reading.tree, ['thresholds', index])}: ${read.text}`,
      read.fix,
    )
    return []
  })
}

/** `null` for an entry of a kind that the schema has refused already. */
function readEntry(raw: Raw, frame: ThresholdFrame): Parsed<Threshold> | null {
  const text = entryText(raw)
  if (text === null || typeof text !== 'string') return text
  const read = parseThreshold(text)
  if (read.state === 'wrong') return read
  const { value } = read
  return checkStage(value.stage, frame.stages) ?? checkRps(value, frame.stages) ?? checkReach(value, frame) ?? read
}

/** `{ steady: 'rps >= 100' }` and `steady: rps >= 100` are one text. */
function entryText(raw: Raw): string | Parsed<Threshold> | null {
  if (typeof raw === 'string') return raw
  if (raw === null || Array.isArray(raw)) return null
  const [first, ...more] = Object.entries(raw)
  if (first === undefined) return wrong(words`the entry is empty`, words`Write it like - p95 < 250ms, or remove it.`)
  if (more.length > 0)
    return wrong(
      words`the entry holds ${more.length + 1} thresholds`,
      words`Begin each threshold with "- " in a line of its own.`,
    )
  const [key, rule] = first
  return rule === null || typeof rule === 'string' ? `${key}: ${rule ?? ''}` : null
}

function checkStage(stage: string | null, stages: readonly NamedStage[]): Wrong | null {
  return stage === null ? null : missingStage(stage, stages)
}

const RPS_MEANS = words`rps means something for connections and users only`
const JUDGE_OTHERWISE = words`Judge a rate stage by latency and failures, like p95 < 250ms; ${RPS_MEANS}.`

/** RPS is what a target can do only where the load follows its answers. */
function checkRps({ metric, stage, op, limit, text }: Threshold, stages: readonly NamedStage[]): Wrong | null {
  if (metric !== 'rps') return null
  const measured = stages.filter(({ warmUp }) => !warmUp)
  if (stage === null) {
    const senseless = measured.length > 0 && measured.every(({ model }) => model === 'rate')
    return senseless
      ? wrong(
          words`"${outside(text)}" has no stage to be judged on: ${RPS_MEANS}, and every measured stage has a rate`,
          words`Add a stage like - { name: steady, connections: 10, duration: 10s }, or remove the threshold.`,
        )
      : null
  }
  const named = measured.find(({ name }) => name === stage)
  if (named?.model !== 'rate') return null
  const { offeredPerSecond: offered } = named
  const never = offered !== null && ((op === '>=' && offered < limit) || (op === '>' && offered <= limit))
  return never
    ? wrong(
        words`"${outside(text)}" can never pass: stage "${outside(stage)}" sends ${formatRate(offered)} and no more`,
        JUDGE_OTHERWISE,
      )
    : wrong(
        words`"${outside(text)}" says nothing about stage "${outside(stage)}", which sends what it is told to`,
        JUDGE_OTHERWISE,
      )
}

const LATENCIES: readonly MetricId[] = ['p50', 'p90', 'p95', 'p99']

/** Limits that no measurement can go beyond, because it ends before. */
function checkReach(
  threshold: Threshold,
  { longestTimeoutMs, readyWithinMs }: ThresholdFrame,
): Parsed<Threshold> | null {
  const { metric, op, limit, text } = threshold
  if (op === '>' || op === '>=') return null
  if (LATENCIES.includes(metric) && longestTimeoutMs !== null && limit > longestTimeoutMs) {
    return wrong(
      words`"${outside(text)}" can never fail: every request ends at its timeout of at most ${formatMs(longestTimeoutMs)}`,
      words`Lower the limit, or raise a request's timeout above it.`,
    )
  }
  if (metric === 'startup' && readyWithinMs !== null && limit > readyWithinMs) {
    return wrong(
      words`"${outside(text)}" can never fail: a start ends after target.ready.within (${formatMs(readyWithinMs)})`,
      words`Lower the limit, or raise target.ready.within above it.`,
    )
  }
  return null
}
