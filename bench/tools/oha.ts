import { cachedProgram } from './programs.ts'
import type { Tool } from './tool.ts'

export const oha: Tool = {
  name: 'oha',
  program: cachedProgram('oha'),
  command: ({ url, connections, seconds }) => ({
    args: ['--no-tui', '--output-format', 'json', '-c', `${connections}`, '-z', `${seconds}s`, url],
    env: {},
  }),
  read: (stdout) => {
    const { latencyPercentiles, statusCodeDistribution } = JSON.parse(stdout) as {
      latencyPercentiles: Readonly<Record<string, number | null>>
      statusCodeDistribution: Readonly<Record<string, number>>
    }
    const at = (key: string) => {
      const seconds = latencyPercentiles[key] ?? null
      return seconds === null ? null : seconds * 1000
    }
    const requests = Object.values(statusCodeDistribution).reduce((sum, count) => sum + count, 0)
    return { requests, p50: at('p50'), p95: at('p95'), p99: at('p99') }
  },
}
