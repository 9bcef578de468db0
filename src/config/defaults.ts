import type { AbortRule, Readiness, Stage, StatusSpan, Tls } from '../model/config.ts'
import type { MetricId } from '../model/metrics/metric-id.ts'

/** What holds where the configuration says nothing. The README's table of keys is made of the same values. */
export const SUCCESS: readonly StatusSpan[] = [{ from: 200, to: 299 }]
export const READY: Readiness = { path: '/', status: 'any', withinMs: 120_000 }
export const CPUS = 1
export const MEMORY_BYTES = 2 * 1024 ** 3
export const PIDS = 4096
export const REPLICAS = 1
/** A proxy only passes on: it gets less memory than a model. */
export const BALANCER_CPUS = 1
export const BALANCER_MEMORY_BYTES = 512 * 1024 ** 2
export const REQUEST_WEIGHT = 1
export const REQUEST_METHOD = 'GET'
export const REQUEST_TIMEOUT_MS = 10_000
export const THRESHOLDS: readonly string[] = ['failures < 1%']
export const BUDGET_MS = 15 * 60_000
export const TOLERANCE: Readonly<Partial<Record<MetricId, number>>> = { rps: 0.05, p95: 0.1 }
export const TLS: Tls = { ca: null, serverName: 'localhost' }
export const ABORT: AbortRule = { failureShare: 0.5, forMs: 5_000 }
export const THINK_TIME = { fromMs: 1_000, toMs: 1_000 }
export const ARRIVALS = 'poisson'
export const MAX_IN_FLIGHT = 1_000
export const STAGES: readonly Stage[] = [
  {
    name: 'warm-up',
    warmUp: true,
    load: { model: 'connections', connections: { from: 5, to: 5 } },
    extent: { by: 'duration', ms: 5_000 },
    engine: 'auto',
  },
  {
    name: 'steady',
    warmUp: false,
    load: { model: 'connections', connections: { from: 10, to: 10 } },
    extent: { by: 'duration', ms: 10_000 },
    engine: 'auto',
  },
  {
    name: 'offered',
    warmUp: false,
    load: { model: 'rate', rate: { by: 'share', share: 0.5 }, arrivals: ARRIVALS, maxInFlight: MAX_IN_FLIGHT },
    extent: { by: 'duration', ms: 10_000 },
    engine: 'auto',
  },
]
