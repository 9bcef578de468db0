import { join } from 'node:path'
import { cachedProgram } from './programs.ts'
import type { Tool } from './tool.ts'

const SCRIPT = join(import.meta.dirname, 'k6-script.js')

/** Its `http_req_duration` leaves out the time to connect, and counts every answer. */
export const k6: Tool = {
  name: 'k6',
  program: cachedProgram('k6'),
  command: ({ url, connections, seconds }) => ({
    args: ['run', '--quiet', '--no-usage-report', '--log-output=none', ...given({ url, connections, seconds }), SCRIPT],
    env: {},
  }),
  read: (stdout) => {
    const { metrics } = JSON.parse(stdout) as {
      metrics: Readonly<Record<string, { values: Readonly<Record<string, number>> } | undefined>>
    }
    const at = (key: string) => metrics.http_req_duration?.values[key] ?? null
    return {
      requests: metrics.http_reqs?.values.count ?? 0,
      p50: at('p(50)'),
      p95: at('p(95)'),
      p99: at('p(99)'),
    }
  },
}

function given(run: { url: string; connections: number; seconds: number }): string[] {
  return ['-e', `URL=${run.url}`, '-e', `VUS=${run.connections}`, '-e', `DURATION=${run.seconds}s`]
}
