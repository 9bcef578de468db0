import { z } from 'zod'

/** Pieces that the result file and the baseline file share. Every string has a length limit: files come from outside. */

export function text(longest: number) {
  return z.string().max(longest)
}

export const count = z.int().nonnegative()
export const ms = z.number().nonnegative().finite()

export const outsideSchema = z.object({ outside: text(20_000), answered: z.literal(true).exactOptional() })

export const imageSchema = z.object({
  reference: text(1000),
  id: text(100),
  digest: text(1000).nullable(),
  platform: text(100),
  sizeBytes: count,
  createdAt: text(60).nullable(),
  source: z.enum(['pulled', 'local']),
})

export const machineSchema = z.object({
  cpuModel: text(200),
  cores: count,
  memoryBytes: count,
  arch: text(40),
  kernel: text(200),
  engineVersion: text(100),
  cgroupVersion: text(20),
  runnerImage: text(200).nullable(),
})

const statusSpan = z.object({ from: z.int(), to: z.int() })

export const ramp = z.object({ from: z.number().nonnegative(), to: z.number().nonnegative() })
export const engine = z.enum(['autocannon', 'undici'])

const loadSchema = z.discriminatedUnion('model', [
  z.object({ model: z.literal('connections'), connections: ramp }),
  z.object({
    model: z.literal('rate'),
    rate: z.discriminatedUnion('by', [
      z.object({ by: z.literal('second'), perSecond: ramp }),
      z.object({ by: z.literal('share'), share: z.number().positive() }),
    ]),
    arrivals: z.enum(['poisson', 'constant']),
    maxInFlight: count,
  }),
  z.object({
    model: z.literal('users'),
    users: ramp,
    spawnPerSecond: z.number().positive().nullable(),
    thinkTime: z.object({ fromMs: ms, toMs: ms }),
  }),
])

export const stageSchema = z.object({
  name: text(100),
  warmUp: z.boolean(),
  load: loadSchema,
  extent: z.discriminatedUnion('by', [
    z.object({ by: z.literal('duration'), ms }),
    z.object({ by: z.literal('requests'), count }),
  ]),
  engine: z.enum(['auto', 'autocannon', 'undici']),
})

export const cores = z.array(count).max(4096)

export const planSchema = z.object({
  cpus: z.number().positive().finite(),
  cpuset: cores.nullable(),
  replicas: count,
  balancer: z
    .object({
      image: text(1000),
      cpus: z.number(),
      // The first results did not hold it.
      cpuset: cores.nullable().default(null),
      memoryBytes: count,
    })
    .nullable(),
  memoryBytes: count,
  // The first results did not hold it.
  otherLimits: z.object({ pids: count, nofile: count.nullable(), shmBytes: count.nullable() }).nullable().default(null),
  envNames: z.array(text(1000)).max(1000),
  requests: z
    .array(
      z.object({
        name: text(100),
        weight: count,
        method: text(40),
        path: text(8000),
        headerNames: z.array(text(1000)).max(1000),
        bodyBytes: count,
        expectStatus: z.array(statusSpan).max(600),
        expectsBody: z.boolean(),
        keepAlive: z.boolean(),
        timeoutMs: ms,
        fingerprint: text(100),
      }),
    )
    .max(1000),
  stages: z.array(stageSchema).max(1000),
  rounds: count,
  seed: count,
  tls: z.boolean(),
  budgetMs: ms,
  pairing: z
    .object({ together: z.boolean(), candidateCpus: z.number().positive().finite().exactOptional() })
    .nullable(),
})
