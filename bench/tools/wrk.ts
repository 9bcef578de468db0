import { join } from 'node:path'
import { systemProgram } from './programs.ts'
import type { Tool } from './tool.ts'

const REPORT = join(import.meta.dirname, 'wrk-report.lua')

export const wrk: Tool = {
  name: 'wrk -t1',
  sends: 'flat-out',
  program: systemProgram('wrk'),
  command: ({ url, connections, seconds }) => ({
    args: ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', REPORT, url],
    env: {},
  }),
  read: (stdout) => {
    const line = stdout.split('\n').find((text) => text.startsWith('{"requests"'))
    if (line === undefined) throw new Error(`wrk printed no figures: '${stdout.slice(0, 200)}'`)
    const { requests, p50, p95, p99 } = JSON.parse(line) as Record<'requests' | 'p50' | 'p95' | 'p99', number>
    return { requests, p50: p50 / 1000, p95: p95 / 1000, p99: p99 / 1000 }
  },
}
