/** Filled in by the bundler from package.json; running from the sources it does not exist. */
declare const PERF_GATE_VERSION: string | undefined

export const version: string = typeof PERF_GATE_VERSION === 'string' ? PERF_GATE_VERSION : '0.0.0-source'

/** The worker stands beside the entries: bundled as a file of its own, from the sources as TypeScript. */
export const workerUrl: URL =
  typeof PERF_GATE_VERSION === 'string'
    ? new URL('./load-worker.js', import.meta.url)
    : new URL('../load/worker.ts', import.meta.url)
