import { packageProgram } from './programs.ts'
import type { Tool } from './tool.ts'

/** It has the 90th and the 97.5th percentile, but no 95th. */
export const autocannon: Tool = {
  name: 'autocannon',
  program: packageProgram('autocannon'),
  command: ({ url, connections, seconds }) => ({
    args: ['--json', '--no-progress', '--connections', `${connections}`, '--duration', `${seconds}`, url],
    env: {},
  }),
  read: (stdout) => {
    const { latency, requests } = JSON.parse(stdout) as {
      latency: { p50: number; p99: number }
      requests: { total: number }
    }
    return { requests: requests.total, p50: latency.p50, p95: null, p99: latency.p99 }
  },
}
