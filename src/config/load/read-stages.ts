import type { Stage } from '../../model/config.ts'
import { METRIC_IDS } from '../../model/metrics/metrics.ts'
import { outside, words } from '../../model/outside.ts'
import { STAGES } from '../defaults.ts'
import { labelOf } from '../labels.ts'
import { rightParts } from '../parts.ts'
import { stageSchema } from '../schema/stage-schema.ts'
import { listAt, type Reading, rawAt, reportAt } from '../sources.ts'
import { reportSameNames } from '../unique-names.ts'
import { type Raw, subtree } from '../yaml/tree.ts'
import { checkRamp, type Model, readExtent, readLoad, readModel, type StageParts } from './read-load.ts'

/** A stage with its place in the list. */
export type ReadStage = { readonly stage: Stage; readonly index: number }

/** What thresholds are held against, also of a stage that has a mistake elsewhere. */
export type NamedStage = {
  readonly name: string
  readonly warmUp: boolean
  /** `null` where it cannot be told. */
  readonly model: Model | null
  /** What a rate stage sends, per second on average; `null` for other loads, and where it is a share of what is measured. */
  readonly offeredPerSecond: number | null
}

/** The stages that could be read, whether they are all of them, and what is known of each by name. */
export type ReadStages = {
  readonly stages: readonly ReadStage[]
  readonly complete: boolean
  readonly named: readonly NamedStage[]
}

/** The load profile; what is wrong beyond the schema is reported. */
export function readStages(reading: Reading): ReadStages {
  if (subtree(reading.tree, ['stages']) === null) {
    const stages = STAGES.map((stage, index) => ({ stage, index }))
    return {
      stages,
      complete: true,
      named: STAGES.map((stage) => named(stage.name, stage.warmUp, stage.load.model, stage)),
    }
  }
  reportSameNames(reading, 'stages')
  const list = listAt(reading.raw, 'stages')
  const entries = list.map((raw, index) => readEntry(reading, raw, index))
  entries.forEach(({ parts, model }, index) => {
    if (parts.name !== undefined) checkName(reading, parts.name, index)
    if (model === 'rate') checkShare(reading, parts, index, entries.slice(0, index))
  })
  if (entries.length > 0 && entries.every(({ parts }) => parts['warm-up'] === true)) reportNothingMeasured(reading)
  const stages = entries.flatMap(({ stage }, index) => (stage === null ? [] : [{ stage, index }]))
  return {
    stages,
    complete: list.length > 0 && stages.length === list.length,
    named: entries.flatMap(({ stage, model }, index) => namedAs(list[index], model, stage) ?? []),
  }
}

type Entry = { readonly parts: StageParts; readonly model: Model | null; readonly stage: Stage | null }

function readEntry(reading: Reading, raw: Raw, index: number): Entry {
  const path = ['stages', index]
  const parts = rightParts(stageSchema, raw)
  const model = readModel(reading, path)
  const extent = readExtent(reading, path, parts)
  const load = model === null ? null : readLoad(model, parts)
  if (load !== null) checkRamp(reading, path, load, parts)
  if (parts.name === undefined || load === null || extent === null) return { parts, model, stage: null }
  const { name, 'warm-up': warmUp = false, engine = 'auto' } = parts
  return { parts, model, stage: { name, warmUp, load, extent, engine } }
}

function namedAs(raw: Raw | undefined, model: Model | null, stage: Stage | null): NamedStage | null {
  const name = rawAt(raw, ['name'])
  return typeof name === 'string' ? named(name, /^true$/i.test(String(rawAt(raw, ['warm-up']))), model, stage) : null
}

function named(name: string, warmUp: boolean, model: Model | null, stage: Stage | null): NamedStage {
  const rate = stage?.load.model === 'rate' && stage.load.rate.by === 'second' ? stage.load.rate.perSecond : null
  return { name, warmUp, model, offeredPerSecond: rate === null ? null : (rate.from + rate.to) / 2 }
}

/** Thresholds write `stage: metric op limit`; a name must not be mistaken there. */
function checkName(reading: Reading, name: string, index: number): void {
  const metric = METRIC_IDS.some((id) => id === name)
  if (!metric && !/[<>=]|:$/.test(name)) return
  const why = metric
    ? words`is the name of a metric`
    : words`holds a sign that thresholds use (< > = or a colon at its end)`
  reportAt(
    reading,
    ['stages', index, 'name'],
    words`stage ${index + 1}: "${outside(name)}" ${why}`,
    words`Give the stage another name, like steady.`,
  )
}

/** A share is of something that was measured before, in the same round. */
function checkShare(reading: Reading, { rate }: StageParts, index: number, before: readonly Entry[]): void {
  if (rate?.by !== 'share') return
  // A stage whose load cannot be told may be the one that is meant.
  if (before.some(({ parts, model }) => (model === 'connections' || model === null) && parts['warm-up'] !== true))
    return
  const path = ['stages', index, 'rate']
  const text = words`${labelOf(reading.tree, path)}: a share is of the RPS that a measured stage with connections has reached, and none comes before it`
  const fix = words`Put one before it, like - { name: steady, connections: 10, duration: 10s }, or write a rate like 80/s.`
  reportAt(reading, path, text, fix)
}

function reportNothingMeasured(reading: Reading): void {
  const fix = words`Add a stage without warm-up: true, like - { name: steady, connections: 10, duration: 10s }`
  reportAt(reading, ['stages'], words`stages: every stage is a warm-up, so nothing would be measured`, fix)
}
