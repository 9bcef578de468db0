import type { z } from 'zod'
import type { Waiver } from '../../model/config.ts'
import type { MetricId } from '../../model/metrics/metric-id.ts'
import { METRICS } from '../../model/metrics/metrics.ts'
import { outside, words } from '../../model/outside.ts'
import { type Wrong, wrong } from '../../model/parsed.ts'
import { formatShare } from '../../model/units.ts'
import { labelOf } from '../labels.ts'
import { rightParts } from '../parts.ts'
import { acceptSchema } from '../schema/accept-schema.ts'
import { listAt, type Reading, reportAt } from '../sources.ts'
import { missingStage } from './missing-stage.ts'
import type { NamedStage } from './read-stages.ts'

/** What stands for all stages. */
const EVERY = '*'

type Parts = Partial<z.output<typeof acceptSchema>>

/** The slowdowns that are accepted; what is wrong beyond the schema is reported. Whether one is over is judged with the rest. */
export function readAccept(reading: Reading, stages: readonly NamedStage[]): readonly Waiver[] {
  const entries = listAt(reading.raw, 'accept').map((raw) => rightParts(acceptSchema, raw))
  return entries.flatMap((entry, index) => {
    checkReference(reading, entry, index, stages)
    reportOverlap(reading, entry, index, entries.slice(0, index))
    return waiverOf(entry) ?? []
  })
}

function waiverOf({ stage, metric, 'up-to': upTo, reason, issue, until }: Parts): Waiver | null {
  if (stage === undefined || metric === undefined || upTo === undefined) return null
  if (reason === undefined || issue === undefined || until === undefined) return null
  const text = `${metric} up to ${formatShare(upTo)}`
  return { stage: stage === EVERY ? null : stage, metric, upTo, reason, issue, until, text }
}

function checkReference(reading: Reading, entry: Parts, index: number, stages: readonly NamedStage[]): void {
  const { stage, metric } = entry
  if (stage === undefined) return
  const mistake = (stage === EVERY ? null : missingStage(stage, stages)) ?? uncompared(stage, metric, stages)
  if (mistake === null) return
  const text = words`${labelOf(reading.tree, ['accept', index])}: ${mistake.text}`
  reportAt(reading, ['accept', index, 'stage'], text, mistake.fix)
}

/** A waiver that no comparison could ever use. */
function uncompared(stage: string, metric: MetricId | undefined, stages: readonly NamedStage[]): Wrong | null {
  if (metric === undefined) return null
  if (METRICS[metric].kind === 'start')
    return stage === EVERY
      ? null
      : wrong(words`${metric} is measured before any stage`, words`Write '${EVERY}' in place of the stage.`)
  const meant = stages.filter(({ name, warmUp }) => (stage === EVERY ? !warmUp : name === stage))
  if (metric !== 'rps' || meant.length === 0 || !meant.every(({ model }) => model === 'rate')) return null
  const which = stage === EVERY ? words`every measured stage` : words`stage "${outside(stage)}"`
  return wrong(
    words`rps is not compared there: ${which} sends what it is told to`,
    words`Name a latency, like p95, or remove the entry.`,
  )
}

/** Of two waivers for one thing, nobody could tell which one holds. */
function reportOverlap(reading: Reading, { stage, metric }: Parts, index: number, before: readonly Parts[]): void {
  if (stage === undefined || metric === undefined) return
  const isSame = (other: Parts) =>
    other.metric === metric &&
    (other.stage === stage || other.stage === EVERY || (stage === EVERY && other.stage !== undefined))
  const first = before.findIndex(isSame)
  if (first === -1) return
  const place = labelOf(reading.tree, ['accept', index])
  const what = stage === EVERY || before[first]?.stage === EVERY ? words` ('${EVERY}' is every stage)` : []
  reportAt(
    reading,
    ['accept', index],
    words`${place}: ${metric} of the same stage is accepted by entry ${first + 1} as well${what}`,
    words`Keep one of the two.`,
  )
}
