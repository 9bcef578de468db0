import { join } from 'node:path'
import { cachedProgram } from './programs.ts'
import type { OwnResult, Tool, ToolRun } from './tool.ts'

const SCRIPT = join(import.meta.dirname, 'k6-script.js')
/** More than can be waiting at once in any case of the benchmark, so that no arrival is dropped. */
const ARRIVALS_AT_ONCE = 200

/** Its `http_req_duration` leaves out the time to connect, and counts every answer. */
export const k6: Tool = {
  name: 'k6',
  sends: 'flat-out',
  program: cachedProgram('k6'),
  command: (run) => ({ args: argumentsOf(run, { VUS: run.connections }), env: {} }),
  read,
}

/** Its executor `constant-arrival-rate`, with a VU for each arrival: what is planned is sent at once. */
export const k6Rate: Tool = {
  ...k6,
  name: 'k6, arrival rate',
  sends: 'scheduled',
  command: (run) => ({ args: argumentsOf(run, { VUS: ARRIVALS_AT_ONCE, RATE: run.ratePerSecond }), env: {} }),
}

function argumentsOf({ url, seconds }: ToolRun, given: Readonly<Record<string, number>>): string[] {
  const variables = Object.entries({ URL: url, DURATION: `${seconds}s`, ...given })
  const said = variables.flatMap(([name, value]) => ['-e', `${name}=${value}`])
  return ['run', '--quiet', '--no-usage-report', '--log-output=none', ...said, SCRIPT]
}

function read(stdout: string): OwnResult {
  const { metrics } = JSON.parse(stdout) as {
    metrics: Readonly<Record<string, { values: Readonly<Record<string, number>> } | undefined>>
  }
  const at = (key: string) => metrics.http_req_duration?.values[key] ?? null
  return { requests: metrics.http_reqs?.values.count ?? 0, p50: at('p(50)'), p95: at('p(95)'), p99: at('p(99)') }
}
