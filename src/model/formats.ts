import { z } from 'zod'

/** Pieces that the result file and the baseline file share. Every string has a length limit: files come from outside. */

export function text(longest: number) {
  return z.string().max(longest)
}

const count = z.int().nonnegative()
const ms = z.number().nonnegative().finite()

export const outsideSchema = z.object({ outside: text(20_000) })

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

const ramp = z.object({ from: z.number().nonnegative(), to: z.number().nonnegative() })
const engine = z.enum(['autocannon', 'undici'])

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

export const planSchema = z.object({
  cpus: z.number().positive().finite(),
  memoryBytes: count,
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
})

export const samplesSchema = z.object({
  stage: text(100),
  engine,
  seconds: z.number().nonnegative().finite(),
  offeredPerSecond: ramp.nullable(),
  perRequest: z
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
        latencyMicros: text(2_000_000),
      }),
    )
    .max(1000),
  windows: z
    .array(
      z.object({
        fromMs: ms,
        ok: count,
        failed: count,
        p50Micros: z.number().nullable(),
        p95Micros: z.number().nullable(),
      }),
    )
    .max(200_000),
  generator: z.object({
    threads: count,
    cpuShare: z.number(),
    loopLagP99Ms: z.number(),
    lateP99Ms: z.number(),
    waitedForRoom: count,
    dropped: count,
  }),
  spawn: z.object({ seconds: z.number().nonnegative(), ok: count, failed: count }).nullable(),
  ended: z.union([
    z.object({ how: z.literal('complete') }),
    z.object({
      how: z.literal('aborted'),
      why: z.enum(['target-gone', 'time-limit', 'interrupted', 'no-answers', 'failing']),
    }),
  ]),
})

export const endingSchema = z.object({
  how: z.enum(['out-of-memory', 'exited', 'port-never-opened', 'never-ready', 'refused-by-engine']),
  exitCode: z.int().nullable(),
  engineSaid: outsideSchema.nullable(),
  afterMs: ms,
  lastLines: z.array(outsideSchema).max(1000),
})

const side = z.enum(['candidate', 'baseline'])

export const roundSchema = z.object({
  round: count,
  starts: z
    .array(
      z.discriminatedUnion('state', [
        z.object({ side, state: z.literal('failed'), ending: endingSchema }),
        z.object({
          side,
          state: z.literal('ready'),
          startupMs: ms,
          limits: z.object({
            cpus: z.number(),
            memoryBytes: count,
            memorySwapBytes: z.number(),
            nofile: count.nullable(),
          }),
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
          ending: endingSchema.nullable(),
        }),
      ]),
    )
    .max(2),
})
