import type { z } from 'zod'
import type { Ramp, Stage, StageLoad } from '../../model/config.ts'
import { nearest } from '../../model/nearest.ts'
import { joinWords, words } from '../../model/outside.ts'
import { ARRIVALS, MAX_IN_FLIGHT, THINK_TIME } from '../defaults.ts'
import { labelOf } from '../labels.ts'
import { stageSchema } from '../schema/stage-schema.ts'
import { type Reading, reportAt, reportKey } from '../sources.ts'
import { type Path, subtree } from '../yaml/tree.ts'

/** The keys that say how much load, each with what it is for. */
const MODELS = {
  connections: 'connections: 10 (as fast as the target answers)',
  rate: 'rate: 80/s (on a schedule)',
  users: 'users: 100 (with pauses between their requests)',
} as const
export type Model = keyof typeof MODELS
const MODEL_KEYS = Object.keys(MODELS) as readonly Model[]

/** Keys that mean something for one kind of load only. */
const OF_MODEL: Readonly<Record<string, Model>> = {
  'spawn-rate': 'users',
  'think-time': 'users',
  arrivals: 'rate',
  'max-in-flight': 'rate',
}

export type StageParts = Partial<z.output<typeof stageSchema>>

/** Which kind of load the stage at a path asks for, whether or not its value can be read; `null` where that cannot be told, which is reported. */
export function readModel(reading: Reading, path: Path): Model | null {
  const given = MODEL_KEYS.filter((key) => has(reading, path, key))
  const [model, second] = given
  if (model === undefined) reportNoLoad(reading, path)
  if (model === undefined || second !== undefined) {
    if (second !== undefined) {
      const text = words`${labelOf(reading.tree, path)} has more than one kind of load: ${given.join(' and ')}`
      reportKey(reading, path, second, text, words`Keep one of them; other loads are stages of their own.`)
    }
    return null
  }
  for (const [key, whose] of Object.entries(OF_MODEL)) {
    if (whose === model || !has(reading, path, key)) continue
    const text = words`${labelOf(reading.tree, path)}: ${key} means something for ${whose} only, and this stage has ${model}`
    reportKey(reading, path, key, text, words`Remove it.`)
  }
  return model
}

function has(reading: Reading, path: Path, key: string): boolean {
  return subtree(reading.tree, [...path, key]) !== null
}

/** Where the stage is none, or a mistyped key most likely meant one of `keys`, that is the mistake and told already. */
function isToldAlready(reading: Reading, path: Path, keys: readonly string[]): boolean {
  const stage = subtree(reading.tree, path)
  if (stage?.kind !== 'map') return true
  const known = Object.keys(stageSchema.shape)
  return stage.entries.some(({ key }) => !known.includes(key) && keys.includes(nearest(key, known) ?? ''))
}

function reportNoLoad(reading: Reading, path: Path): void {
  if (isToldAlready(reading, path, MODEL_KEYS)) return
  const choices = joinWords(
    Object.values(MODELS).map((choice) => [choice]),
    ', or ',
  )
  reportAt(reading, path, words`${labelOf(reading.tree, path)} says no load`, words`Add ${choices}.`)
}

/** The load of a stage; `null` where a value of it could not be read. */
export function readLoad(model: Model, parts: StageParts): StageLoad | null {
  switch (model) {
    case 'connections':
      return parts.connections === undefined ? null : { model, connections: parts.connections }
    case 'rate':
      return parts.rate === undefined
        ? null
        : {
            model,
            rate: parts.rate,
            arrivals: parts.arrivals ?? ARRIVALS,
            maxInFlight: parts['max-in-flight'] ?? MAX_IN_FLIGHT,
          }
    case 'users':
      return parts.users === undefined
        ? null
        : {
            model,
            users: parts.users,
            spawnPerSecond: parts['spawn-rate'] ?? null,
            thinkTime: parts['think-time'] ?? THINK_TIME,
          }
  }
}

/** How long the stage at a path is; `null` where that cannot be told, which is reported. */
export function readExtent(reading: Reading, path: Path, { duration, requests }: StageParts): Stage['extent'] | null {
  const byTime = has(reading, path, 'duration')
  const byCount = has(reading, path, 'requests')
  const label = labelOf(reading.tree, path)
  if (byTime && byCount) {
    const later = laterKey(reading, path, ['duration', 'requests'])
    reportKey(reading, path, later, words`${label} has both duration and requests`, words`Keep one of them.`)
    return null
  }
  if (!byTime && !byCount && !isToldAlready(reading, path, ['duration', 'requests'])) {
    const fix = words`Add duration: 10s, or requests: 50 (of each connection or user; of a rate stage in all).`
    reportAt(reading, path, words`${label} does not say how long it is`, fix)
  }
  if (duration !== undefined) return { by: 'duration', ms: duration }
  return requests === undefined ? null : { by: 'requests', count: requests }
}

/** The one of two keys that stands further down. */
function laterKey(reading: Reading, path: Path, keys: readonly [string, string]): string {
  const stage = subtree(reading.tree, path)
  const order = stage?.kind === 'map' ? stage.entries.map(({ key }) => key) : []
  return order.indexOf(keys[0]) > order.indexOf(keys[1]) ? keys[0] : keys[1]
}

/** What goes up or down over a stage needs to know how long that is, and `spawn-rate` is a ramp of its own. */
export function checkRamp(reading: Reading, path: Path, load: StageLoad, parts: StageParts): void {
  const ramp = rampOf(load)
  if (ramp === null || ramp.from === ramp.to) return
  const label = labelOf(reading.tree, path)
  if (parts.requests !== undefined && !has(reading, path, 'duration')) {
    const text = words`${label}: a ramp runs over a time, and this stage ends after a number of requests`
    reportKey(
      reading,
      path,
      'requests',
      text,
      words`Write duration: 30s in place of requests, or one value in place of the ramp.`,
    )
  }
  if (parts['spawn-rate'] !== undefined) {
    const text = words`${label}: spawn-rate says how fast all users begin, and this stage spreads them over its duration`
    reportKey(reading, path, 'spawn-rate', text, words`Remove it, or write one number of users.`)
  }
}

function rampOf(load: StageLoad): Ramp | null {
  switch (load.model) {
    case 'connections':
      return load.connections
    case 'users':
      return load.users
    case 'rate':
      return load.rate.by === 'second' ? load.rate.perSecond : null
  }
}
