/** The metrics by name. `METRICS` (`metrics.ts`) says what each is; this list stands alone because the configuration speaks of metrics and they of it. */
export type MetricId = 'rps' | 'p50' | 'p90' | 'p95' | 'p99' | 'failures' | 'timeouts' | 'startup'
