import type { z } from 'zod'
import { levelThresholds } from '../../model/capacity/capacity.ts'
import {
  type CapacityConfig,
  type KneeConfig,
  type LevelKind,
  type MaxRateConfig,
  type MemoryFloorConfig,
  MOST_BOXES,
  type TableConfig,
} from '../../model/capacity/capacity-config.ts'
import { USUAL_KNEE, USUAL_MAX_RATE, usualMemoryFloor } from '../../model/capacity/usual-capacity.ts'
import type { Ramp, Stage, TargetSpec, Threshold } from '../../model/config.ts'
import type { MetricId } from '../../model/metrics/metric-id.ts'
import { words } from '../../model/outside.ts'
import { formatBytes } from '../../model/units.ts'
import { THINK_TIME } from '../defaults.ts'
import { labelOf } from '../labels.ts'
import { rightParts } from '../parts.ts'
import { capacitySchema, kneeSchema, maxRateSchema, memoryFloorSchema, tableSchema } from '../schema/capacity-schema.ts'
import { type Reading, rawAt, reportAt, reportKey } from '../sources.ts'
import { entryOf, type Path, subtree } from '../yaml/tree.ts'

const CAPACITY = ['capacity']
const SEARCHES = Object.keys(capacitySchema.shape)

/** What the searches are held against. */
export type CapacityFrame = {
  /** `null` where it has a mistake. */
  readonly target: TargetSpec | null
  readonly stages: readonly Stage[]
  readonly thresholds: readonly Threshold[]
}

/** The searches that are asked for; what is wrong beyond the schema is reported. `null`: the key is not there. */
export function readCapacity(reading: Reading, frame: CapacityFrame): CapacityConfig | null {
  const tree = subtree(reading.tree, CAPACITY)
  if (tree === null) return null
  if (tree.kind === 'map' && tree.entries.length === 0) reportNothing(reading)
  return {
    knee: isThere(reading, 'knee') ? readKnee(reading) : null,
    maxRate: isThere(reading, 'max-rate') ? readMaxRate(reading, frame) : null,
    memoryFloor: isThere(reading, 'memory-floor') ? readMemoryFloor(reading, frame.target) : null,
    table: isThere(reading, 'table') ? readTable(reading, frame.target) : null,
  }
}

function isThere({ tree }: Reading, ...path: readonly string[]): boolean {
  return entryOf(subtree(tree, [...CAPACITY, ...path.slice(0, -1)]), path.at(-1) ?? '') !== null
}

function reportNothing(reading: Reading): void {
  const fix = words`Add ${SEARCHES.join(', ')}, each with {} for its defaults, or remove the key.`
  reportAt(reading, CAPACITY, words`capacity names no search`, fix)
}

function partsOf<T extends z.core.$ZodLooseShape>(reading: Reading, key: string, schema: z.ZodObject<T>) {
  return rightParts(schema, rawAt(reading.raw, [...CAPACITY, key]))
}

const LOADS = ['connections', 'rate', 'users'] as const

function readKnee(reading: Reading): KneeConfig {
  const path = [...CAPACITY, 'knee']
  const parts = partsOf(reading, 'knee', kneeSchema)
  const given = LOADS.filter((key) => entryOf(subtree(reading.tree, path), key) !== null)
  const [model = 'connections', second] = given
  if (second !== undefined) {
    const text = words`${labelOf(reading.tree, path)} has more than one kind of load: ${given.join(' and ')}`
    reportKey(reading, path, second, text, words`Keep one of them: one kind is raised.`)
  }
  if (parts['think-time'] !== undefined && model !== 'users') {
    const text = words`${labelOf(reading.tree, path)}: think-time means something for users only, and this search raises ${model}`
    reportKey(reading, path, 'think-time', text, words`Remove it, or search with users: 10..1000.`)
  }
  const range = parts[model] ?? USUAL_KNEE.range
  if (range.to < 2 * range.from) {
    const text = words`${labelOf(reading.tree, path)}: the range from ${range.from} to ${range.to} does not double the load, and less shows no plateau`
    reportKey(reading, path, model, text, words`Write a wider range, like ${exampleOf(model)}.`)
  }
  return {
    load: levelKind(model, parts['think-time'] ?? THINK_TIME),
    range,
    levelMs: parts.duration ?? USUAL_KNEE.levelMs,
    step: parts.step ?? USUAL_KNEE.step,
  }
}

function exampleOf(model: (typeof LOADS)[number]): string {
  return { connections: '1..64', rate: '1/s..500/s', users: '10..1000' }[model]
}

function levelKind(model: (typeof LOADS)[number], thinkTime: typeof THINK_TIME): LevelKind {
  switch (model) {
    case 'connections':
      return { model }
    case 'rate':
      return USUAL_MAX_RATE.load
    case 'users':
      return { model, thinkTime }
  }
}

const LATENCIES: readonly MetricId[] = ['p50', 'p90', 'p95', 'p99']

function readMaxRate(reading: Reading, { stages, thresholds }: CapacityFrame): MaxRateConfig {
  const path = [...CAPACITY, 'max-rate']
  const parts = partsOf(reading, 'max-rate', maxRateSchema)
  const asked = levelThresholds({ asked: { thresholds }, plan: { stages } }, 'rate')
  if (!asked.some(({ metric, op }) => LATENCIES.includes(metric) && (op === '<' || op === '<='))) {
    const text = words`${labelOf(reading.tree, path)}: no threshold limits the latency under a rate, so no rate could be too high`
    reportAt(
      reading,
      path,
      text,
      words`Add one to thresholds, like - p95 < 250ms, without a stage or for one with a rate.`,
    )
  }
  return {
    load: { ...USUAL_MAX_RATE.load, arrivals: parts.arrivals ?? USUAL_MAX_RATE.load.arrivals },
    range: parts.rate ?? USUAL_MAX_RATE.range,
    levelMs: parts.duration ?? USUAL_MAX_RATE.levelMs,
    step: parts.step ?? USUAL_MAX_RATE.step,
  }
}

function readMemoryFloor(reading: Reading, target: TargetSpec | null): MemoryFloorConfig | null {
  const path = [...CAPACITY, 'memory-floor']
  const parts = partsOf(reading, 'memory-floor', memoryFloorSchema)
  if (target === null) return null
  const usual = usualMemoryFloor(target)
  const range: Ramp = parts.memory ?? usual.range
  const stepBytes = parts.step ?? usual.stepBytes
  const rangeIsWrong = parts.memory === undefined && isThere(reading, 'memory-floor', 'memory')
  if (!rangeIsWrong && stepBytes > range.to - range.from) {
    const text = words`${labelOf(reading.tree, path)}: a step of ${formatBytes(stepBytes)} does not fit between ${formatBytes(range.from)} and ${formatBytes(range.to)}`
    reportAt(reading, path, text, words`Write a smaller step, or a wider range, like memory: 64MiB..2GiB.`)
  }
  return { range, stepBytes }
}

function readTable(reading: Reading, target: TargetSpec | null): TableConfig | null {
  const path = [...CAPACITY, 'table']
  const parts = partsOf(reading, 'table', tableSchema)
  if (target === null) return null
  const table: TableConfig = {
    replicas: ascending([parts.replicas ?? target.replicas].flat(2)),
    cpus: ascending([parts.cpus ?? target.cpus].flat()),
    memoryBytes: ascending([parts.memory ?? target.memoryBytes].flat()),
  }
  const boxes = table.replicas.length * table.cpus.length * table.memoryBytes.length
  if (boxes > MOST_BOXES) {
    const text = words`${labelOf(reading.tree, path)}: ${boxes} combinations of replicas, cpus and memory`
    reportAt(reading, path, text, words`Write at most ${MOST_BOXES}; each is started and loaded.`)
  }
  checkCores(reading, path, table, target)
  return table
}

function checkCores(reading: Reading, path: Path, { cpus }: TableConfig, { cpuset }: TargetSpec): void {
  const most = cpus.at(-1) ?? 0
  if (cpuset === null || most <= cpuset.length) return
  const text = words`${labelOf(reading.tree, path)}: ${most} CPU is more than the ${cpuset.length} of target.cpuset`
  reportAt(reading, [...path, 'cpus'], text, words`Write at most ${cpuset.length}, or remove target.cpuset.`)
}

function ascending(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}
