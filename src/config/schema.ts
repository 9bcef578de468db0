import { z } from 'zod'
import type { Reader } from './scalars.ts'
import * as scalars from './scalars.ts'

/**
 * The schema of the configuration. Its input is the YAML tree with every scalar as its source text (`tree.ts`), so that quoted and unquoted values
 * are read alike; `json` is JSON text. Descriptions and the shapes of scalars go into `perf-gate.schema.json` for editors.
 */

type JsonShape = {
  readonly type?: string | string[]
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly examples?: readonly string[]
}
const TEXT = { type: ['string', 'number', 'boolean'] }
const NUMBER_OR_TEXT = { type: ['string', 'number'] }

/** A scalar that is read from its source text. */
function scalar<T>(read: Reader<T>, description: string, shape: JsonShape = TEXT) {
  return z
    .string()
    .transform((text, context) => {
      const result = read(text)
      if (result.state === 'value') return result.value
      context.addIssue({ code: 'custom', message: 'wrong', params: { wrong: result } })
      return z.NEVER
    })
    .meta({ description, ...shape })
}

/** A text that is taken as it stands. */
function text(description: string) {
  return z.string().meta({ description, ...TEXT })
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T, description: string) {
  return z.enum(values).describe(description)
}

function texts(description: string) {
  return z
    .record(z.string(), text('A text; a name in $ and braces is taken from the environment.'))
    .describe(description)
}

const HOUR_MS = 3_600_000
const status = scalar(scalars.status, 'A status (200), a hundred (2xx)', { type: ['string', 'integer'] })
const statuses = (description: string) => z.union([status, z.array(status).min(1)]).describe(description)
const path = (description: string) => scalar(scalars.path, description, { type: 'string', pattern: '^/' })

export const readySchema = z.strictObject({
  path: path('Where readiness is asked. Default: /.').optional(),
  status: statuses('Which status counts as ready. Default: 2xx where a path is given, else any.').optional(),
  within: scalar(scalars.duration(1000, HOUR_MS), 'How long a start may take. Default: 120s.', {
    type: 'string',
  }).optional(),
})

export const targetSchema = z.strictObject({
  image: scalar(scalars.image, 'The image under test: name:tag, name@sha256:… or sha256:…', {
    type: 'string',
  }).optional(),
  port: scalar(
    scalars.integer(1, 65_535),
    'The port inside the container. Default: the only port that the image exposes.',
    NUMBER_OR_TEXT,
  ).optional(),
  cpus: scalar(scalars.cpus, 'CPU limit, like 0.5. Default: 1.', NUMBER_OR_TEXT).optional(),
  memory: scalar(scalars.memory, 'Memory limit without swap, like 512m or 1500MiB. Default: 2GiB.', {
    type: 'string',
  }).optional(),
  ready: z
    .union([path('Ready when this path answers 2xx.'), readySchema])
    .describe('When a start counts as ready. Default: any answer on /.')
    .optional(),
  env: texts('Environment of the container.').optional(),
  command: z.array(text('One argument.')).min(1).describe("Arguments in place of the image's own (CMD).").optional(),
  entrypoint: z
    .array(text('One argument.'))
    .min(1)
    .describe("Program in place of the image's own (ENTRYPOINT).")
    .optional(),
  user: text('User, or user:group, that the container runs as.').optional(),
  pull: oneOf(['missing', 'always', 'never'], 'When the image is pulled. Default: missing.').optional(),
})

export const requestSchema = z.strictObject({
  name: scalar(scalars.name, 'The name of the request in tables and baselines.'),
  weight: scalar(
    scalars.integer(1, 1000),
    'Its share of the mix, against the other weights. Default: 1.',
    NUMBER_OR_TEXT,
  ).optional(),
  method: scalar(scalars.method, 'The HTTP method. Default: GET.', { type: 'string' }).optional(),
  path: path('Path and query, beginning with /.'),
  headers: texts('Headers.').optional(),
  timeout: scalar(scalars.duration(1, 600_000), 'An answer that takes longer is a timeout. Default: 10s.', {
    type: 'string',
  }).optional(),
  json: z.unknown().describe('The body as a literal value, sent as JSON.').optional(),
  'json-file': text('A file that holds the JSON body, relative to this file.').optional(),
  text: text('The body as text.').optional(),
  expect: z
    .strictObject({ status: statuses('Which status is a success. Default: 2xx.').optional() })
    .describe('What a good answer is.')
    .optional(),
})

export const stageSchema = z.strictObject({
  name: scalar(scalars.name, 'The name of the stage; thresholds refer to it.'),
  connections: scalar(
    scalars.integer(1, 20_000),
    'Connections that each send their next request as soon as they have an answer.',
    NUMBER_OR_TEXT,
  ),
  duration: scalar(scalars.duration(1, HOUR_MS), 'How long, like 30s or 1m30s.', { type: 'string' }),
  'warm-up': scalar(scalars.boolean, 'A warm-up stage is not measured. Default: false.', {
    type: ['boolean', 'string'],
  }).optional(),
})

const tolerance = (most: number) =>
  scalar(scalars.shareUpTo(most), 'How much worse than the baseline is allowed, like 5%.', { type: 'string' })
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
  require: scalar(scalars.boolean, 'No usable baseline is then an error. Default: false.', {
    type: ['boolean', 'string'],
  }).optional(),
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
      .describe('The load. Default: warm-up (5 connections, 5s), steady (10 connections, 10s).')
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
