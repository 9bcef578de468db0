import { z } from 'zod'
import { METRIC_IDS } from '../metrics/metrics.ts'
import type { Outside, Words } from '../outside.ts'
import { askedSchema } from './asked.ts'
import { imageSchema, machineSchema, planSchema, text } from './formats.ts'

/** The version of the baseline file's format. A file with a higher one was written by a newer perf-gate. */
export const BASELINE_SCHEMA = 1

const values = z.array(z.number().positive().finite().nullable()).max(100)

const runSchema = z.object({
  at: z.iso.datetime(),
  commit: text(64).nullable(),
  imageId: text(100),
  /** For each stage and metric one value a round, in the metric's base unit; `null` where a round has none. */
  stages: z.record(text(100), z.partialRecord(z.enum(METRIC_IDS), values)),
  startupMs: values,
})

export const baselineSchema = z.object({
  kind: z.literal('perf-gate-baseline'),
  schema: z.literal(BASELINE_SCHEMA),
  perfGate: text(40),
  image: imageSchema,
  plan: planSchema,
  machine: machineSchema,
  /** What was asked of the numbers; a baseline from elsewhere may not say. */
  asked: askedSchema.exactOptional(),
  runs: z.array(runSchema).min(1).max(50),
})

/** What is kept of the last valid measurements of the base branch: kilobytes, no histograms. All runs have the same plan and machine class. */
export type StoredBaseline = DeepReadonly<z.infer<typeof baselineSchema>>
export type StoredRun = DeepReadonly<z.infer<typeof runSchema>>

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T

/** What looking for a baseline gave. A file that cannot be used is never treated as absent. */
export type Lookup =
  /** None was asked for, or this run cannot look for one. */
  | { readonly state: 'off' }
  /**
   * `storedBy`: who will store the first one there, where a run like this one will not. `others`: the base branch has stored baselines of other gates of the
   * same workflow, so that this one may be one of them under another name.
   */
  | {
      readonly state: 'missing'
      readonly where: Outside
      readonly storedBy?: 'base-branch' | 'nobody'
      readonly others?: true
    }
  | { readonly state: 'unusable'; readonly where: Outside; readonly why: Words }
  | { readonly state: 'found'; readonly where: Outside; readonly baseline: StoredBaseline }

/** What a baseline file's text turned out to be. */
export type Decoded =
  | { readonly state: 'good'; readonly baseline: StoredBaseline }
  | { readonly state: 'newer'; readonly schema: number }
  | { readonly state: 'corrupt'; readonly why: string }

/** Reads a baseline file's text. Hostile input: everything is checked, nothing is trusted. */
export function decodeBaseline(source: string): Decoded {
  let data: unknown
  try {
    data = JSON.parse(source)
  } catch {
    return { state: 'corrupt', why: 'it is not JSON' }
  }
  const schema = z.object({ kind: z.literal('perf-gate-baseline'), schema: z.int() }).safeParse(data)
  if (!schema.success) return { state: 'corrupt', why: 'it is not a perf-gate baseline' }
  if (schema.data.schema > BASELINE_SCHEMA) return { state: 'newer', schema: schema.data.schema }
  const parsed = baselineSchema.safeParse(data)
  if (parsed.success) return { state: 'good', baseline: parsed.data }
  const issue = parsed.error.issues[0]
  return { state: 'corrupt', why: `"${issue?.path.join('.') ?? ''}" is not as the format says` }
}

export function encodeBaseline(baseline: StoredBaseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`
}
