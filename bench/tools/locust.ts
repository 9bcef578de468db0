import { join } from 'node:path'
import { cachedProgram } from './programs.ts'
import type { OwnResult, Tool } from './tool.ts'

const LOCUSTFILE = join(import.meta.dirname, 'locustfile.py')

/** All users at once; its fast client. */
export const locust: Tool = {
  name: 'Locust',
  sends: 'flat-out',
  program: cachedProgram('locust'),
  command: ({ url, connections, seconds }) => {
    const { origin, pathname } = new URL(url)
    const users = ['-u', `${connections}`, '-r', `${connections}`, '-t', `${seconds}s`]
    return {
      args: ['-f', LOCUSTFILE, '--headless', '--json', '--loglevel', 'CRITICAL', '-H', origin, ...users],
      env: { URL_PATH: pathname },
    }
  },
  read: (stdout): OwnResult => {
    const [all] = JSON.parse(stdout) as readonly Statistics[]
    if (all === undefined) return { requests: 0, p50: null, p95: null, p99: null }
    const at = (percent: number) => percentileOf(all, percent)
    return { requests: all.num_requests - all.num_failures, p50: at(50), p95: at(95), p99: at(99) }
  },
}

type Statistics = {
  readonly num_requests: number
  readonly num_failures: number
  /** Count by response time: whole milliseconds, above 100 two significant digits. */
  readonly response_times: Readonly<Record<string, number>>
}

/** Locust's own rule (`calculate_response_time_percentile`), on the counts that it prints. */
function percentileOf({ response_times }: Statistics, percent: number): number | null {
  const counts = Object.entries(response_times).map(([ms, count]) => ({ ms: Number(ms), count }))
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const rank = Math.floor((total * percent) / 100)
  let left = total
  for (const { ms, count } of counts.toSorted((a, b) => b.ms - a.ms)) {
    left -= count
    if (left <= rank) return ms
  }
  return null
}
