import { systemProgram } from './programs.ts'
import type { OwnResult, Tool } from './tool.ts'

/** It prints text only, and its percentiles in tenths of a millisecond. */
export const hey: Tool = {
  name: 'hey',
  sends: 'flat-out',
  program: systemProgram('hey'),
  command: ({ url, connections, seconds }) => ({
    args: ['-z', `${seconds}s`, '-c', `${connections}`, url],
    env: {},
  }),
  read: (stdout): OwnResult => {
    const answers = [...stdout.matchAll(/^\s*\[\d+\]\s+(\d+) responses$/gm)].map(([, count]) => Number(count))
    const at = (percent: number) => {
      const found = new RegExp(`^\\s*${percent}% in ([\\d.]+) secs$`, 'm').exec(stdout)
      return found === null ? null : Number(found[1]) * 1000
    }
    return { requests: answers.reduce((sum, count) => sum + count, 0), p50: at(50), p95: at(95), p99: at(99) }
  },
}
