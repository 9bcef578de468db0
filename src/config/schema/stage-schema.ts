import { z } from 'zod'
import * as loads from './load-scalars.ts'
import * as scalars from './scalars.ts'
import { flag, HOUR_MS, NUMBER_OR_TEXT, oneOf, scalar } from './schema-parts.ts'

const MOST_AT_ONCE = 20_000
const MOST_REQUESTS = 10_000_000
const ramp = (description: string) => scalar(loads.countRamp(1, MOST_AT_ONCE), description, NUMBER_OR_TEXT).optional()

export const stageSchema = z.strictObject({
  name: scalar(scalars.name, 'The name of the stage; thresholds refer to it.'),
  connections: ramp(
    'Connections that each send their next request as soon as they have an answer: 10, or a ramp 1..50.',
  ),
  rate: scalar(
    loads.offeredRate,
    'Requests on a schedule: 80/s, 4800/m, a ramp 10/s..100/s, or 50% of the RPS that the latest measured connections stage of the round reached.',
    { type: 'string' },
  ).optional(),
  users: ramp('Users that each wait after an answer before they send again: 500, or a ramp 10..500.'),
  duration: scalar(scalars.duration(1, HOUR_MS), 'How long, like 30s or 1m30s; of users after all are there.', {
    type: 'string',
  }).optional(),
  requests: scalar(
    scalars.integer(1, MOST_REQUESTS),
    'How many requests instead of how long: of each connection or user, of a rate stage in all.',
    NUMBER_OR_TEXT,
  ).optional(),
  'warm-up': flag('A warm-up stage is not measured. Default: false.').optional(),
  'spawn-rate': scalar(loads.perSecond, 'Users begun, like 10/s. Default: all within 10s.', {
    type: 'string',
  }).optional(),
  'think-time': scalar(loads.thinkTime, 'How long a user waits: 1s, or a range 1s..5s. Default: 1s.', {
    type: 'string',
  }).optional(),
  arrivals: oneOf(['poisson', 'constant'], 'How the requests of a rate are spaced. Default: poisson.').optional(),
  'max-in-flight': scalar(
    scalars.integer(1, MOST_AT_ONCE),
    'More requests of a rate than these are never under way at once. Default: 1000.',
    NUMBER_OR_TEXT,
  ).optional(),
  engine: oneOf(['auto', 'autocannon', 'undici'], 'The load generator. Default: auto.').optional(),
})

export const abortSchema = z.strictObject({
  failures: scalar(scalars.shareFrom(0.01, 1), 'The share of requests that fails. Default: 50%.', {
    type: 'string',
  }).optional(),
  for: scalar(scalars.duration(100, HOUR_MS), 'For how long. Default: 5s.', { type: 'string' }).optional(),
})
