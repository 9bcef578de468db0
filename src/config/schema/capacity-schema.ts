import { z } from 'zod'
import * as capacity from './capacity-scalars.ts'
import * as loads from './load-scalars.ts'
import * as scalars from './scalars.ts'
import { HOUR_MS, NUMBER_OR_TEXT, oneOf, scalar } from './schema-parts.ts'

const MOST_AT_ONCE = 20_000

const duration = (description: string) =>
  scalar(scalars.duration(1000, HOUR_MS), description, { type: 'string' }).optional()
const step = (description: string) => scalar(scalars.shareFrom(0.01, 1), description, { type: 'string' }).optional()

export const kneeSchema = z.strictObject({
  connections: scalar(
    capacity.countRange(1, MOST_AT_ONCE),
    'Connections to try, from the fewest to the most. Default: 1..64.',
    { type: 'string' },
  ).optional(),
  rate: scalar(capacity.rateRange, 'Requests per second to try instead, like 1/s..500/s.', {
    type: 'string',
  }).optional(),
  users: scalar(capacity.countRange(1, MOST_AT_ONCE), 'Users to try instead, like 10..1000.', {
    type: 'string',
  }).optional(),
  'think-time': scalar(loads.thinkTime, 'How long a user waits: 1s, or a range 1s..5s. Default: 1s.', {
    type: 'string',
  }).optional(),
  duration: duration('How long each level is held. Default: 5s.'),
  step: step('How close two levels may come, as a share of the lower one. Default: 10%.'),
})

export const maxRateSchema = z.strictObject({
  rate: scalar(capacity.rateRange, 'Requests per second to try, from the slowest. Default: 1/s..1000/s.', {
    type: 'string',
  }).optional(),
  arrivals: oneOf(['poisson', 'constant'], 'How the requests are spaced. Default: poisson.').optional(),
  duration: duration('How long each rate is held. Default: 10s.'),
  step: step('How exactly the rate is found. Default: 3%.'),
})

export const memoryFloorSchema = z.strictObject({
  memory: scalar(capacity.memoryRange, 'Limits to try, like 64MiB..2GiB. Default: from 32MiB to target.memory.', {
    type: 'string',
  }).optional(),
  step: scalar(capacity.memoryStep, 'How exactly the limit is found. Default: 16MiB.', { type: 'string' }).optional(),
})

const replicas = scalar(capacity.replicaCounts, 'A number of replicas, or a range of them, like 1..3.', NUMBER_OR_TEXT)
const cpus = scalar(scalars.cpus, 'CPU limit of each replica.', NUMBER_OR_TEXT)
const memory = scalar(scalars.memory, 'Memory limit of each replica.', { type: 'string' })

export const tableSchema = z.strictObject({
  replicas: z
    .union([replicas, z.array(replicas).min(1)])
    .describe('Numbers of replicas: 1..3, or a list. Default: target.replicas.')
    .optional(),
  cpus: z
    .union([cpus, z.array(cpus).min(1)])
    .describe('CPU limits of each replica: one, or a list. Default: target.cpus.')
    .optional(),
  memory: z
    .union([memory, z.array(memory).min(1)])
    .describe('Memory limits of each replica: one, or a list. Default: target.memory.')
    .optional(),
})

export const capacitySchema = z.strictObject({
  knee: kneeSchema.describe('Where more load stops giving more answers. {} for the defaults.').optional(),
  'max-rate': maxRateSchema
    .describe('The highest rate at which the thresholds are met. {} for the defaults.')
    .optional(),
  'memory-floor': memoryFloorSchema
    .describe('The smallest memory with which the stages meet the thresholds. {} for the defaults.')
    .optional(),
  table: tableSchema.describe('Boxes to run the stages in: every combination of replicas, cpus and memory.').optional(),
})
