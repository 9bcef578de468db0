import type { RunId } from '../../ports.ts'

/** One project name per run, so that nobody's own project of the same file is touched. */
export function projectName(runId: RunId): string {
  return `perf-gate-${runId
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-12)}`
}
