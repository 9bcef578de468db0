import type { Threshold } from '../model/config.ts'
import type { MetricId } from '../model/metric-id.ts'
import { nearest } from '../model/nearest.ts'
import { outside, words } from '../model/outside.ts'
import { type Parsed, wrong } from '../model/parsed.ts'
import { parseThreshold } from '../model/thresholds.ts'
import { formatMs } from '../model/units.ts'
import { THRESHOLDS } from './defaults.ts'
import { labelOf } from './labels.ts'
import { listAt, type Reading, rawAt, reportAt } from './sources.ts'
import { type Raw, subtree } from './tree.ts'

/** What the thresholds can be held against: names of stages as written, also of stages that have another mistake. */
export type ThresholdFrame = {
  /** `null` where a request's timeout could not be read. */
  readonly longestTimeoutMs: number | null
  readonly readyWithinMs: number | null
  readonly defaultStages: readonly { readonly name: string; readonly warmUp: boolean }[]
}

/** The thresholds; everything wrong with one of them is reported. */
export function readThresholds(reading: Reading, frame: ThresholdFrame): readonly Threshold[] {
  const given = subtree(reading.tree, ['thresholds'])
  if (given === null)
    return THRESHOLDS.map(parseThreshold).flatMap((read) => (read.state === 'value' ? [read.value] : []))
  return listAt(reading.raw, 'thresholds').flatMap((raw, index) => {
    const read = readEntry(raw, stagesOf(reading, frame), frame)
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

type NamedStage = { readonly name: string; readonly warmUp: boolean }

function stagesOf(reading: Reading, frame: ThresholdFrame): readonly NamedStage[] {
  if (subtree(reading.tree, ['stages']) === null) return frame.defaultStages
  return listAt(reading.raw, 'stages').flatMap((raw) => {
    const name = rawAt(raw, ['name'])
    return typeof name === 'string' ? [{ name, warmUp: /^true$/i.test(String(rawAt(raw, ['warm-up']))) }] : []
  })
}

/** `null` for an entry of a kind that the schema has refused already. */
function readEntry(raw: Raw, stages: readonly NamedStage[], frame: ThresholdFrame): Parsed<Threshold> | null {
  const text = entryText(raw)
  if (text === null || typeof text !== 'string') return text
  const read = parseThreshold(text)
  if (read.state === 'wrong') return read
  return checkStage(read.value.stage, stages) ?? checkReach(read.value, frame) ?? read
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

function checkStage(stage: string | null, stages: readonly NamedStage[]): Parsed<Threshold> | null {
  if (stage === null) return null
  const measured = stages.filter(({ warmUp }) => !warmUp).map(({ name }) => name)
  if (measured.includes(stage)) return null
  const list = words`Measured stages: ${outside(measured.join(', '))}.`
  if (stages.some(({ name }) => name === stage)) {
    return wrong(words`stage "${outside(stage)}" is a warm-up, which is not measured`, list)
  }
  const near = nearest(stage, measured)
  return wrong(
    words`there is no stage "${outside(stage)}"`,
    near === null ? list : words`Did you mean ${outside(near)}? ${list}`,
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
