import { z } from 'zod'
import type { Round } from '../evidence.ts'
import type { ResolvedImage } from '../image.ts'
import type { Comparison } from '../judge/comparison.ts'
import type { Machine } from '../machine.ts'
import type { Words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Ended } from '../rounds/next.ts'
import { type Asked, askedSchema } from './asked.ts'
import { baselineSchema, type Lookup } from './baseline.ts'
import { distrust } from './distrust.ts'
import { roundSchema } from './format-evidence.ts'
import { cores, imageSchema, machineSchema, outsideSchema, planSchema, text } from './formats.ts'

export const RESULT_SCHEMA = 1

/** Evidence plus plan, machine and images: all that a verdict is made from. Names of environment and headers, never values. */
export type Result = {
  readonly perfGate: string
  /** The command line that measures the same again in the same folder, program first; `null`: not known. */
  readonly command: readonly string[] | null
  readonly runId: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly machine: Machine
  readonly images: { readonly candidate: ResolvedImage; readonly baseline: ResolvedImage | null }
  readonly comparison: Comparison
  readonly plan: PlanRecord
  readonly defaultLimits: readonly ('cpus' | 'memory')[]
  /** Cores that the generator kept to, off the target's; `null`: any. */
  readonly generatorCores: readonly number[] | null
  readonly evidence: readonly Round[]
  readonly ended: Ended
  /** What is asked of the numbers. */
  readonly asked: Asked
  /** What the baseline lookup gave, with the numbers that were used. */
  readonly lookup: Lookup
  /** The gate that the baseline was stored by, also where its numbers are of no use to this one; `null`: there is none. */
  readonly gateBefore: GateBefore | null
  /** Why nobody knows that gate, where that may hide how it was changed; `null`: there is nothing to hide. */
  readonly gateUnknown: Words | null
}

/** `asked` is `null` where a version wrote it that did not keep that. */
export type GateBefore = { readonly plan: PlanRecord; readonly asked: Asked | null }

/** Sentences of ours, says the file. */
const wordsSchema = z
  .array(z.union([text(2000), outsideSchema]))
  .max(200)
  .transform(distrust)

/** The result file's content. */
export const resultSchema = z.object({
  kind: z.literal('perf-gate-result'),
  schema: z.literal(RESULT_SCHEMA),
  perfGate: text(40),
  // The first results did not hold it.
  command: z.array(text(4000)).max(1000).nullable().default(null),
  runId: text(100),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  machine: machineSchema,
  images: z.object({ candidate: imageSchema, baseline: imageSchema.nullable() }),
  comparison: z.discriminatedUnion('how', [
    z.object({ how: z.literal('alone'), why: wordsSchema.nullable() }),
    z.object({ how: z.literal('paired') }),
    z.object({ how: z.literal('same-image') }),
  ]),
  plan: planSchema,
  defaultLimits: z.array(z.enum(['cpus', 'memory'])),
  generatorCores: cores.nullable(),
  evidence: z.array(roundSchema).max(1000),
  ended: z.enum([
    'complete',
    'start-failed',
    'unexpected-answer',
    'target-gone',
    'no-answers',
    'failing',
    'own-limit',
    'generator-stuck',
    'time-limit',
    'too-noisy',
  ]),
  asked: askedSchema,
  lookup: z.discriminatedUnion('state', [
    z.object({ state: z.literal('off') }),
    z.object({
      state: z.literal('missing'),
      where: outsideSchema,
      storedBy: z.enum(['base-branch', 'nobody']).exactOptional(),
      others: z.literal(true).exactOptional(),
    }),
    z.object({
      state: z.literal('unusable'),
      where: outsideSchema,
      why: wordsSchema,
    }),
    z.object({ state: z.literal('found'), where: outsideSchema, baseline: baselineSchema }),
  ]),
  gateBefore: z.object({ plan: planSchema, asked: askedSchema.nullable() }).nullable().default(null),
  gateUnknown: wordsSchema.nullable().default(null),
})

/** The result as the file holds it; `verdict` is there for readers and is never read back. */
export function encodeResult(result: Result, verdict: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ kind: 'perf-gate-result', schema: RESULT_SCHEMA, ...result, verdict })}\n`
}

/** Reads a result file's text. Throws with the first thing that is not as the format says. */
export function decodeResult(source: string): Result {
  const { kind, schema, ...result } = resultSchema.parse(JSON.parse(source))
  return result satisfies Result
}
