import { z } from 'zod'
import * as scalars from './scalars.ts'
import { flag, image, oneOf, scalar, text } from './schema-parts.ts'

const tolerance = (most: number) =>
  scalar(scalars.shareFrom(0, most), 'How much worse than the baseline is allowed, like 5%.', { type: 'string' })
/** RPS cannot fall by 100 % and be anything; a latency can grow without bound. */
const MOST_SLOWER = 10
const MOST_FEWER = 0.99

/** The metrics that are compared. */
export const toleranceSchema = z.strictObject({
  rps: tolerance(MOST_FEWER).optional(),
  p50: tolerance(MOST_SLOWER).optional(),
  p90: tolerance(MOST_SLOWER).optional(),
  p95: tolerance(MOST_SLOWER).optional(),
  p99: tolerance(MOST_SLOWER).optional(),
  startup: tolerance(MOST_SLOWER).optional(),
  'memory-peak': tolerance(MOST_SLOWER).optional(),
  'cpu-per-request': tolerance(MOST_SLOWER).optional(),
})

export const baselineSchema = z.strictObject({
  compare: oneOf(
    ['auto', 'paired', 'stored', 'none'],
    'How to compare: with the image measured again (paired), with stored numbers, with whichever can be had (auto). Default: auto.',
  ).optional(),
  image: image(
    'The image to compare with: name:tag, name@sha256:… or sha256:…. Default: the one of the baseline file.',
    'Give the image as the input "baseline-image" (command line: --baseline-image).',
  ).optional(),
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
