import { cachedProgram } from './programs.ts'
import type { OwnResult, Tool, ToolRun } from './tool.ts'

export const oha: Tool = {
  name: 'oha',
  sends: 'flat-out',
  program: cachedProgram('oha'),
  command: (run) => ({ args: argumentsOf(run), env: {} }),
  read,
}

/** At a rate, with its latencies counted from the plan, which it has to be asked for. */
export const ohaRate: Tool = {
  ...oha,
  name: 'oha -q',
  sends: 'scheduled',
  command: (run) => ({ args: ['-q', `${run.ratePerSecond}`, '--latency-correction', ...argumentsOf(run)], env: {} }),
}

function argumentsOf({ url, connections, seconds }: ToolRun): string[] {
  return ['--no-tui', '--output-format', 'json', '-c', `${connections}`, '-z', `${seconds}s`, url]
}

function read(stdout: string): OwnResult {
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
}
