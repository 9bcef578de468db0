import { z } from 'zod'
import * as http from './http-scalars.ts'
import * as scalars from './scalars.ts'
import { flag, NUMBER_OR_TEXT, oneOf, path, scalar, statuses, text, texts } from './schema-parts.ts'

export const formFileSchema = z.strictObject({
  file: text('A file that is sent as it stands, relative to this file.'),
  type: scalar(http.mediaType, 'Its media type. Default: application/octet-stream.', { type: 'string' }).optional(),
})

export const expectSchema = z.strictObject({
  status: statuses('Which status is a success. Default: 2xx.').optional(),
  'body-contains': text('A text that the body has to contain.').optional(),
  json: z
    .record(z.string(), z.unknown())
    .describe('Places in the JSON body, like predictions[0].class, with the values that have to stand there.')
    .optional(),
})

const queryValue = text('A text; a name in $ and braces is taken from the environment.')

export const requestSchema = z.strictObject({
  name: scalar(scalars.name, 'The name of the request in tables and baselines.'),
  weight: scalar(
    scalars.integer(1, 1000),
    'Its share of the mix, against the other weights. Default: 1.',
    NUMBER_OR_TEXT,
  ).optional(),
  method: scalar(http.method, 'The HTTP method. Default: GET.', { type: 'string' }).optional(),
  path: path('Path and query, beginning with /.'),
  query: z
    .record(z.string(), z.union([queryValue, z.array(queryValue).min(1)]))
    .describe('Appended to the path, percent-encoded; a list repeats the key.')
    .optional(),
  headers: texts('Headers.').optional(),
  timeout: scalar(scalars.duration(1, 600_000), 'An answer that takes longer is a timeout. Default: 10s.', {
    type: 'string',
  }).optional(),
  json: z.unknown().describe('The body as a literal value, sent as JSON.').optional(),
  'json-file': text('A file that holds the JSON body, relative to this file.').optional(),
  text: text('The body as text.').optional(),
  'text-file': text('A file that holds the body as UTF-8 text, relative to this file.').optional(),
  file: text('A file that is the body, byte by byte, relative to this file.').optional(),
  'jsonl-file': text('A file with one JSON body in each line (a row); every request sends one.').optional(),
  'jsonl-pick': oneOf(
    ['rotate', 'random'],
    'Which row comes next: rotate goes round from a row that the seed decides; random draws each. Default: rotate.',
  ).optional(),
  form: z
    .record(z.string(), z.union([text('A field.'), formFileSchema]))
    .describe('The body as a form: fields with their texts or files.')
    .optional(),
  expect: expectSchema.describe('What a good answer is.').optional(),
  'keep-alive': flag('false: a new connection for each request. Default: true.').optional(),
})
