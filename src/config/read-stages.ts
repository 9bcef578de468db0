import type { Stage } from '../model/config.ts'
import { METRIC_IDS } from '../model/metrics.ts'
import { outside, words } from '../model/outside.ts'
import { STAGES } from './defaults.ts'
import { rightParts } from './parts.ts'
import { stageSchema } from './schema.ts'
import { listAt, type Reading, reportAt } from './sources.ts'
import { subtree } from './tree.ts'
import { reportSameNames } from './unique-names.ts'

/** The stages that could be read, and whether they are all of them. */
export type ReadStages = { readonly stages: readonly Stage[]; readonly complete: boolean }

/** The load profile; what is wrong beyond the schema is reported. */
export function readStages(reading: Reading): ReadStages {
  if (subtree(reading.tree, ['stages']) === null) return { stages: STAGES, complete: true }
  reportSameNames(reading, 'stages')
  const list = listAt(reading.raw, 'stages')
  const parts = list.map((raw) => rightParts(stageSchema, raw))
  parts.forEach(({ name }, index) => {
    if (name !== undefined) checkName(reading, name, index)
  })
  if (parts.length > 0 && parts.every((stage) => stage['warm-up'] === true)) reportNothingMeasured(reading)
  const stages = parts.flatMap(({ name, connections, duration, 'warm-up': warmUp }): Stage[] => {
    if (name === undefined || connections === undefined || duration === undefined) return []
    return [{ name, warmUp: warmUp ?? false, load: { model: 'connections', connections }, durationMs: duration }]
  })
  return { stages, complete: list.length > 0 && stages.length === list.length }
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

function reportNothingMeasured(reading: Reading): void {
  const fix = words`Add a stage without warm-up: true, like - { name: steady, connections: 10, duration: 10s }`
  reportAt(reading, ['stages'], words`stages: every stage is a warm-up, so nothing would be measured`, fix)
}
