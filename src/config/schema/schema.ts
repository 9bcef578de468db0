import { z } from 'zod'
import { acceptSchema } from './accept-schema.ts'
import { baselineSchema } from './baseline-schema.ts'
import { capacitySchema } from './capacity-schema.ts'
import { dependenciesSchema } from './dependencies-schema.ts'
import { requestSchema } from './request-schema.ts'
import * as scalars from './scalars.ts'
import { HOUR_MS, NUMBER_OR_TEXT, oneOf, scalar, text } from './schema-parts.ts'
import { abortSchema, stageSchema } from './stage-schema.ts'
import { targetSchema } from './target-schema.ts'

/**
 * The schema of the configuration. Its input is the YAML tree with every scalar as its source text (`tree.ts`), so that quoted and unquoted values
 * are read alike; `json` is JSON text. Descriptions and the shapes of scalars go into `perf-gate.schema.json` for editors.
 */

/** A metric with its limit, or a stage with one. What the text means is read by `model/metrics/thresholds.ts`. */
const thresholdSchema = z.union([
  text('metric op limit, like p95 < 250ms or failures < 1%'),
  z.record(z.string(), text('metric op limit, for the stage of this name')),
])

export const configSchema = z
  .strictObject({
    target: targetSchema.describe('The image under test and its limits.').optional(),
    dependencies: dependenciesSchema
      .describe('What the target needs around it, brought up by docker compose. Default: nothing.')
      .optional(),
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
    rounds: scalar(
      scalars.integer(1, 100),
      'Fresh starts of the target; of a paired comparison the most. Default: 3; paired 12.',
      NUMBER_OR_TEXT,
    ).optional(),
    budget: scalar(
      scalars.duration(1000, 24 * HOUR_MS),
      'How long a paired comparison may take, starts included. Default: 15m.',
      { type: 'string' },
    ).optional(),
    baseline: baselineSchema.describe('What the run is compared with.').optional(),
    accept: z.array(acceptSchema).describe('Slowdowns that are accepted for a while. Default: none.').optional(),
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
    capacity: capacitySchema
      .describe('What `perf-gate capacity` is to find. Default: the knee and the memory floor.')
      .optional(),
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
