import { z } from 'zod'
import { count, ms, outsideSchema } from './formats.ts'

const amount = z.number().nonnegative()

const containerFigures = z.object({
  source: z.enum(['cgroup-v1', 'cgroup-v2', 'engine']),
  cpuSeconds: amount,
  throttling: z.object({ periods: amount, throttledPeriods: amount, throttledSeconds: amount }).nullable(),
  memory: z.object({ peakBytes: amount.nullable(), mostWorkingSetBytes: amount, cacheBytes: amount }),
  oomKills: count,
  restarts: count,
  network: z.object({ receivedBytes: amount, sentBytes: amount }).nullable(),
  blockIo: z.object({ readBytes: amount, writtenBytes: amount }).nullable(),
  mostPids: count.nullable(),
  series: z
    .array(
      z.object({
        atMs: z.number(),
        cpu: amount,
        throttledShare: amount,
        workingSetBytes: amount,
        cacheBytes: amount,
        oomKills: count,
        // The first results did not hold it.
        restarts: count.default(0),
      }),
    )
    .max(200_000),
})

/** What a target's containers did over a stretch of time. */
export const figuresSchema = z.object({
  ms,
  replicas: z.array(containerFigures).max(1000),
  balancer: containerFigures.nullable(),
  host: z
    .object({
      cores: count,
      busy: amount,
      stolen: amount,
      ours: amount,
      // The first results did not hold these: they were among the others.
      dependencies: amount.default(0),
      proxies: amount.default(0),
      others: amount,
      busiest: z.object({ name: outsideSchema, cores: amount }).nullable().default(null),
    })
    .nullable(),
})
