import { z } from 'zod'
import { figuresSchema } from './format-figures.ts'
import { cores, count, engine, ms, outsideSchema, ramp, text } from './formats.ts'

/**
 * Characters. One of ours has at most 22,000 counts (1 µs to 10 min in three digits), 110 kB before they are compressed. More is somebody's attempt to have us
 * unpack gigabytes.
 */
const LONGEST_HISTOGRAM = 200_000

/** What became of each request of the mix. */
const requestsSchema = z
  .array(
    z.object({
      request: text(100),
      ok: count,
      unexpectedStatus: count,
      failedExpectation: count,
      timeouts: count,
      connectionErrors: count,
      statuses: z.record(text(10), count),
      failures: z
        .array(
          z.object({
            kind: z.enum(['status', 'expectation', 'timeout', 'refused', 'reset', 'tls', 'own-limit', 'other']),
            status: z.int().nullable(),
            count,
            firstMs: ms,
            lastMs: ms,
            example: outsideSchema.nullable(),
          }),
        )
        .max(1000),
      timeoutMs: ms,
      latencyMicros: text(LONGEST_HISTOGRAM),
    }),
  )
  .max(1000)

const samplesSchema = z.object({
  stage: text(100),
  engine,
  engineWhy: text(200),
  seconds: z.number().nonnegative().finite(),
  // The first results did not hold it.
  tookMs: ms.nullable().default(null),
  offeredPerSecond: ramp.nullable(),
  perRequest: requestsSchema,
  perReplica: z
    .array(z.object({ replica: count, ok: count, failed: count, latencyMicros: text(LONGEST_HISTOGRAM) }))
    .max(1000),
  windows: z
    .array(
      z.object({
        fromMs: ms,
        ok: count,
        failed: count,
        p50Micros: z.number().nullable(),
        p95Micros: z.number().nullable(),
        // The first results did not hold it.
        p99Micros: z.number().nullable().default(null),
      }),
    )
    .max(200_000),
  generator: z.object({
    threads: count,
    cpuShare: z.number(),
    runDelayShare: z.number().nullable(),
    loopLagP99Ms: z.number(),
    lateP99Ms: z.number(),
    waitedForRoom: count,
    dropped: count,
    resent: count,
  }),
  spawn: z
    .object({
      seconds: z.number().nonnegative(),
      ok: count,
      failed: count,
      // The first results did not hold them.
      perRequest: requestsSchema.default([]),
    })
    .nullable(),
  ended: z.union([
    z.object({ how: z.literal('complete') }),
    z.object({
      how: z.literal('aborted'),
      why: z.enum([
        'target-gone',
        'other-side',
        'time-limit',
        'interrupted',
        'no-answers',
        'failing',
        'own-limit',
        'generator-stuck',
      ]),
    }),
  ]),
})

const who = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('replica'), number: count, of: count }),
    z.object({ kind: z.literal('balancer') }),
  ])
  .nullable()
const lastLines = z.array(outsideSchema).max(1000)

const endingSchema = z.object({
  who,
  how: z.enum(['out-of-memory', 'exited', 'port-never-opened', 'never-answered', 'never-ready', 'refused-by-engine']),
  exitCode: z.int().nullable(),
  engineSaid: outsideSchema.nullable(),
  afterMs: ms,
  lastLines,
})

const side = z.enum(['candidate', 'baseline'])

const limitsSchema = z.object({
  cpus: z.number(),
  cpuset: cores.nullable(),
  // The first results did not hold it.
  sharedCores: cores.nullable().default(null),
  memoryBytes: count,
  memorySwapBytes: z.number(),
  pids: count.nullable(),
  nofile: count.nullable(),
  shmBytes: count,
})

/** One round, as the result file holds it. */
export const roundSchema = z.object({
  round: count,
  ms,
  starts: z
    .array(
      z.discriminatedUnion('state', [
        z.object({ side, state: z.literal('failed'), ending: endingSchema }),
        z.object({
          side,
          state: z.literal('ready'),
          startupMs: ms,
          limits: limitsSchema,
          // The first results did not hold it.
          balancerLimits: limitsSchema.nullable().default(null),
          route: z.enum(['mapped-port', 'container-address']),
          probes: z
            .array(
              z.object({
                request: text(100),
                status: z.int().nullable(),
                ok: z.boolean(),
                error: outsideSchema.nullable(),
                body: outsideSchema.nullable(),
              }),
            )
            .max(1000),
          stages: z.array(samplesSchema).max(1000),
          figures: z.array(figuresSchema).max(1000),
          life: figuresSchema,
          ending: endingSchema.nullable(),
          // The first results did not hold it.
          logs: z.array(z.object({ who, lastLines })).max(1000).default([]),
        }),
      ]),
    )
    .max(2),
  counts: z.literal(true).exactOptional(),
})
