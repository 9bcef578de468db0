import { z } from 'zod'
import { requestSchema } from './request-schema.ts'
import * as scalars from './scalars.ts'
import { flag, HOUR_MS, NUMBER_OR_TEXT, oneOf, scalar, text } from './schema-parts.ts'
import { abortSchema, stageSchema } from './stage-schema.ts'
import { targetSchema } from './target-schema.ts'

/**
 * The schema of the configuration. Its input is the YAML tree with every scalar as its source text (`tree.ts`), so that quoted and unquoted values
 * are read alike; `json` is JSON text. Descriptions and the shapes of scalars go into `perf-gate.schema.json` for editors.
 */

const tolerance = (most: number) =>
  scalar(scalars.shareFrom(0, most), 'How much worse than the baseline is allowed, like 5%.', { type: 'string' })
/** RPS cannot fall by 100 % and be anything; a latency can grow without bound. */
const MOST_SLOWER = 10
const MOST_FEWER = 0.99

export const toleranceSchema = z.strictObject({
  rps: tolerance(MOST_FEWER).optional(),
  p50: tolerance(MOST_SLOWER).optional(),
  p90: tolerance(MOST_SLOWER).optional(),
  p95: tolerance(MOST_SLOWER).optional(),
  p99: tolerance(MOST_SLOWER).optional(),
  startup: tolerance(MOST_SLOWER).optional(),
})

export const baselineSchema = z.strictObject({
  compare: oneOf(['auto', 'stored', 'none'], 'What to compare with. Default: auto.').optional(),
  path: text('The baseline file: read where it exists, written where it does not; relative to this file.').optional(),
  tolerance: z
    .union([tolerance(MOST_FEWER), toleranceSchema])
    .describe('Default: rps 5%, p95 10%.')
    .optional(),
  stored: oneOf(
    ['warn', 'fail'],
    'Whether a comparison with stored numbers can fail the gate. Default: warn.',
  ).optional(),
  require: flag('No usable baseline is then an error. Default: false.').optional(),
})

/** A metric with its limit, or a stage with one. What the text means is read by `model/thresholds.ts`. */
const thresholdSchema = z.union([
  text('metric op limit, like p95 < 250ms or failures < 1%'),
  z.record(z.string(), text('metric op limit, for the stage of this name')),
])

export const configSchema = z
  .strictObject({
    target: targetSchema.describe('The image under test and its limits.').optional(),
    requests: z.array(requestSchema).min(1).describe('The request mix.').optional(),
    stages: z
      .array(stageSchema)
      .min(1)
      .describe(
        'The load. Default: warm-up (5 connections, 5s), steady (10 connections, 10s), offered (50% of its RPS, 10s).',
      )
      .optional(),
    thresholds: z
      .array(thresholdSchema)
      .describe('What must hold. Default: failures < 1%. [] asks for nothing.')
      .optional(),
    rounds: scalar(scalars.integer(1, 100), 'Fresh starts of the target. Default: 3.', NUMBER_OR_TEXT).optional(),
    baseline: baselineSchema.describe('What the run is compared with.').optional(),
    'time-limit': scalar(scalars.duration(1000, 24 * HOUR_MS), 'From the first start; past it the run is aborted.', {
      type: 'string',
    }).optional(),
    abort: abortSchema.describe('A stage is stopped when at least this share fails for this long.').optional(),
    seed: scalar(
      scalars.integer(0, 2 ** 31 - 1),
      'Decides the order of requests and the arrivals. Default: drawn, and kept in the result.',
      NUMBER_OR_TEXT,
    ).optional(),
    'fail-on': oneOf(['fail', 'likely', 'inconclusive', 'never'], 'What makes the job fail. Default: fail.').optional(),
  })
  .describe('perf-gate configuration')

/** The schema as JSON Schema for editors. The file is the same text for everybody: two spaces, a newline at the end. */
export function jsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' })
  const text = JSON.stringify({ ...schema, title: 'perf-gate' }, null, 2)
  // Lists of words in one line, as the formatter of this repository has them.
  const tidy = text.replace(
    /\[\s+("[^"]*"(?:,\s+"[^"]*")*)\s+\]/g,
    (_, words: string) => `[${words.replace(/\s+/g, ' ')}]`,
  )
  return `${tidy}\n`
}
