import { z } from 'zod'
import * as accept from './accept-scalars.ts'
import * as scalars from './scalars.ts'
import { NUMBER_OR_TEXT, scalar } from './schema-parts.ts'

/** A factor of 11: beyond it nobody speaks of a slowdown. */
const MOST_SLOWER = 10
const LEAST_SLOWER = 0.001

export const acceptSchema = z.strictObject({
  stage: scalar(scalars.name, "The stage; '*' for all."),
  metric: scalar(accept.comparedMetric, 'What may be worse.', { type: 'string', enum: accept.COMPARED }),
  'up-to': scalar(
    scalars.shareFrom(LEAST_SLOWER, MOST_SLOWER),
    'The largest slowdown against the baseline that is accepted, like 12%.',
    { type: 'string' },
  ),
  reason: scalar(accept.reason, 'Why it is accepted; the report shows it.'),
  issue: scalar(accept.issue, 'Where it is followed up: 123, or a URL.', NUMBER_OR_TEXT),
  until: scalar(accept.day, 'The last day (UTC) on which it holds, like 2030-12-31; after it the gate fails.', {
    type: 'string',
    pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  }),
})
