import { z } from 'zod'
import { roundSchema } from '../result/format-evidence.ts'
import { cores, count, imageSchema, machineSchema, ms, planSchema, ramp, text } from '../result/formats.ts'
import { resultSchema } from '../result/result.ts'
import type { Capacity } from './capacity.ts'
import { MOST_BOXES } from './capacity-config.ts'
import { SEARCHES } from './trial.ts'

export const CAPACITY_KIND = 'perf-gate-capacity'
export const CAPACITY_SCHEMA = 1

/*
 * A file may come from anybody, and the searches are asked what they make of it: beyond what a configuration can say they could be asked to lay out
 * grids without end.
 */
const share = z.number().positive().finite()
const step = z.number().min(0.009).max(1)
const MOST_LEVELS = 1e9
const levels = ramp.refine(({ from, to }) => from >= 1e-6 && from <= to && to <= MOST_LEVELS)
const MOST_STEPS = 5_000_000

const rateKind = z.object({ model: z.literal('rate'), arrivals: z.enum(['poisson', 'constant']), maxInFlight: count })
const kinds = [
  z.object({ model: z.literal('connections') }),
  rateKind,
  z.object({ model: z.literal('users'), thinkTime: z.object({ fromMs: ms, toMs: ms }) }),
] as const
const amount = z.object({ amount: z.number().positive().finite() })

const searchesSchema = z.object({
  knee: z.object({ load: z.discriminatedUnion('model', kinds), range: levels, levelMs: ms, step }).nullable(),
  maxRate: z.object({ load: rateKind, range: levels, levelMs: ms, step }).nullable(),
  memoryFloor: z
    .object({ range: ramp, stepBytes: count.min(1) })
    .refine(({ range: { from, to }, stepBytes }) => from <= to && (to - from) / stepBytes <= MOST_STEPS)
    .nullable(),
  table: z
    .object({
      replicas: z.array(count).max(MOST_BOXES),
      cpus: z.array(share).max(MOST_BOXES),
      memoryBytes: z.array(count).max(MOST_BOXES),
    })
    .refine(({ replicas, cpus, memoryBytes }) => replicas.length * cpus.length * memoryBytes.length <= MOST_BOXES)
    .nullable(),
})

/** Every box, and what the searches take at most, many times over. */
const MOST_TRIALS = 1000

const trialSchema = z.object({
  search: z.enum(SEARCHES),
  box: z.object({ replicas: count, cpus: share, memoryBytes: count }),
  level: z
    .discriminatedUnion('model', [
      kinds[0].extend(amount.shape),
      kinds[1].extend(amount.shape),
      kinds[2].extend(amount.shape),
    ])
    .nullable(),
  rounds: z.array(roundSchema).max(1000),
  ended: resultSchema.shape.ended,
  ms,
})

/** The content of a capacity file. */
const capacitySchema = z.object({
  kind: z.literal(CAPACITY_KIND),
  schema: z.literal(CAPACITY_SCHEMA),
  perfGate: text(40),
  runId: text(100),
  command: resultSchema.shape.command,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  image: imageSchema,
  machine: machineSchema,
  plan: planSchema,
  defaultLimits: resultSchema.shape.defaultLimits,
  generatorCores: cores.nullable(),
  asked: resultSchema.shape.asked,
  searches: searchesSchema,
  setup: text(100).nullable().default(null),
  trials: z.array(trialSchema).max(MOST_TRIALS),
  ended: z.enum(['complete', 'budget', 'time-limit']).nullable(),
})

/** The file's text. `answers` is there for readers and is never read back. */
export function encodeCapacity(capacity: Capacity, answers: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ kind: CAPACITY_KIND, schema: CAPACITY_SCHEMA, ...capacity, answers })}\n`
}

/** Reads a capacity file's text; `null` where it is none of this version. Hostile input: everything is checked. */
export function decodeCapacity(source: string): Capacity | null {
  const parsed = capacitySchema.safeParse(parseJson(source))
  if (!parsed.success) return null
  const { kind: _kind, schema: _schema, ...capacity } = parsed.data
  return capacity satisfies Capacity
}

/** `null`, which no schema takes, where the text is no JSON. */
function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    // Not JSON is an answer.
    return null
  }
}
