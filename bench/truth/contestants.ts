import type { EngineName } from '../../src/model/config.ts'
import { mergeSamples, percentile, type StageSamples } from '../../src/model/samples.ts'
import type { Load } from '../../src/ports.ts'
import type { KnownServers } from '../known-servers.ts'
import { connections, job, local, rate, seconds } from '../ours/jobs.ts'
import { runJob } from '../ours/run-job.ts'
import type { ServerRecord } from '../servers/record.ts'
import { startTool } from '../tools/start-tool.ts'
import type { OwnResult, Tool } from '../tools/tool.ts'
import type { TruthCase } from './cases.ts'
import type { Overhead } from './overhead.ts'
import { closedLatencies, openLatencies } from './true-latencies.ts'

/** Whoever is put on a known server: what it says of it, and what is true of the requests that it sent. */
export type Contestant = {
  readonly name: string
  readonly isOurs: boolean
  readonly model: 'closed' | 'open'
  drive(servers: KnownServers, truthCase: TruthCase): Promise<OwnResult>
  truth(record: ServerRecord, overhead: Overhead, truthCase: TruthCase): readonly number[]
}

export function ours(load: Load): readonly Contestant[] {
  return [closed(load, 'autocannon'), closed(load, 'undici'), open(load)]
}

function closed(load: Load, engine: EngineName): Contestant {
  return {
    name: `perf-gate, ${engine}`,
    isOurs: true,
    model: 'closed',
    drive: async ({ port }, { path, connections: count, seconds: length }) => {
      const shape = { endpoints: [local(port)], path, extent: seconds(length) }
      return ownResult(await runJob(load, job({ ...shape, engine, load: connections(count) })))
    },
    truth: closedLatencies,
  }
}

function open(load: Load): Contestant {
  return {
    name: 'perf-gate, rate',
    isOurs: true,
    model: 'open',
    drive: async ({ port }, { path, ratePerSecond, seconds: length }) => {
      const shape = { endpoints: [local(port)], path, extent: seconds(length) }
      return ownResult(await runJob(load, job({ ...shape, engine: 'undici', load: rate(ratePerSecond) })))
    },
    truth: openLatencies,
  }
}

export function other(tool: Tool): Contestant {
  return {
    name: tool.name,
    isOurs: false,
    model: 'closed',
    drive: async (servers, { path, connections: count, seconds: length }) => {
      const run = { url: servers.urlOf(path), connections: count, seconds: length }
      return tool.read(await startTool(tool, run, null).output)
    },
    truth: closedLatencies,
  }
}

function ownResult({ perRequest }: StageSamples): OwnResult {
  const merged = mergeSamples(perRequest)
  const at = (percent: number) => {
    const value = percentile(merged, percent)
    return value.state === 'value' ? value.ms : null
  }
  return { requests: merged.ok, p50: at(50), p95: at(95), p99: at(99) }
}
