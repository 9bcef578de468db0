/** Filled in by the bundler from package.json; running from the sources it does not exist. */
declare const PERF_GATE_VERSION: string | undefined

export const version: string = typeof PERF_GATE_VERSION === 'string' ? PERF_GATE_VERSION : '0.0.0-source'

/** The workers stand beside the entries: bundled as files of their own, from the sources as TypeScript. */
export const workerUrl: URL = fileOf('./load-worker.js', '../load/worker.ts')
export const judgeWorkerUrl: URL = fileOf('./judge-worker.js', '../judge-worker.ts')

function fileOf(bundled: string, source: string): URL {
  return new URL(typeof PERF_GATE_VERSION === 'string' ? bundled : source, import.meta.url)
}
