import { packageProgram } from './programs.ts'
import type { OwnResult, Tool, ToolRun } from './tool.ts'

export const autocannon: Tool = {
  name: 'autocannon',
  sends: 'flat-out',
  program: packageProgram('autocannon'),
  command: (run) => ({ args: argumentsOf(run), env: {} }),
  read,
}

/**
 * Its rate mode: each connection sends its share of a second's requests back to back, and rests until the second is over. By default it makes up latencies for
 * requests that were not sent, one for each millisecond that an answer took.
 */
export const autocannonRate: Tool = {
  ...autocannon,
  name: 'autocannon -R',
  sends: 'limited',
  command: (run) => ({ args: ['--overallRate', `${run.ratePerSecond}`, ...argumentsOf(run)], env: {} }),
}

function argumentsOf({ url, connections, seconds }: ToolRun): string[] {
  return ['--json', '--no-progress', '--connections', `${connections}`, '--duration', `${seconds}`, url]
}

/** It has the 90th and the 97.5th percentile, but no 95th. */
function read(stdout: string): OwnResult {
  const { latency, requests } = JSON.parse(stdout) as {
    latency: { p50: number; p99: number }
    requests: { total: number }
  }
  return { requests: requests.total, p50: latency.p50, p95: null, p99: latency.p99 }
}
