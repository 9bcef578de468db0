import type { EngineName, StageLoad } from '../../src/model/config.ts'
import { mergeSamples, percentile, type StageSamples } from '../../src/model/samples.ts'
import type { Load } from '../../src/ports.ts'
import type { KnownServers } from '../known-servers.ts'
import { connections, job, local, rate, seconds, users } from '../ours/jobs.ts'
import { runJob } from '../ours/run-job.ts'
import type { ServerRecord } from '../servers/record.ts'
import { startTool } from '../tools/start-tool.ts'
import type { OwnResult, Sending, Tool } from '../tools/tool.ts'
import { THINK_MS, type TruthCase } from './cases.ts'
import type { Overhead } from './overhead.ts'
import { closedLatencies, evenPlan, openLatencies, ourPlan, usersLatencies } from './true-latencies.ts'

/** Whoever is put on a known server: what it says of it, and what is true of the requests that it sent. */
export type Contestant = {
  readonly name: string
  readonly isOurs: boolean
  readonly model: 'closed' | 'open'
  drive(servers: KnownServers, truthCase: TruthCase): Promise<OwnResult>
  readonly truth: Truth
}
type Truth = (record: ServerRecord, overhead: Overhead, truthCase: TruthCase) => readonly number[]

const closed: Truth = (record, { backToBack }) => closedLatencies(record, backToBack)

/** By what each sends: both engines in a closed loop, users who think, the open model. */
export function ours(load: Load): readonly Contestant[] {
  const one = (name: string, engine: EngineName, given: (truthCase: TruthCase) => StageLoad): Contestant => ({
    name: `perf-gate, ${name}`,
    isOurs: true,
    model: 'closed',
    drive: async ({ port }, truthCase) => {
      const { path, seconds: length } = truthCase
      const shape = { endpoints: [local(port)], path, extent: seconds(length) }
      return ownResult(await runJob(load, job({ ...shape, engine, load: given(truthCase) })))
    },
    truth: closed,
  })
  return [
    one('autocannon', 'autocannon', (truthCase) => connections(truthCase.connections)),
    one('undici', 'undici', (truthCase) => connections(truthCase.connections)),
    {
      ...one('users', 'undici', (truthCase) => users(truthCase.connections, THINK_MS)),
      truth: (record, { thinking }, truthCase) => usersLatencies(record, thinking, truthCase.connections),
    },
    {
      ...one('rate', 'undici', ({ ratePerSecond }) => rate(ratePerSecond)),
      model: 'open',
      truth: (record, { backToBack }, truthCase) => openLatencies(record, backToBack, ourPlan(truthCase)),
    },
  ]
}

const THEIRS: Readonly<Record<Sending, Pick<Contestant, 'model' | 'truth'>>> = {
  'flat-out': { model: 'closed', truth: closed },
  // When its next request was to be sent is not known; it is sent as soon as there is a connection for it.
  limited: { model: 'closed', truth: closed },
  scheduled: {
    model: 'open',
    truth: (record, { backToBack }, truthCase) => openLatencies(record, backToBack, evenPlan(truthCase)),
  },
}

export function other(tool: Tool): Contestant {
  return {
    name: tool.name,
    isOurs: false,
    ...THEIRS[tool.sends],
    drive: async (servers, truthCase) =>
      tool.read(await startTool(tool, { ...truthCase, url: servers.urlOf(truthCase.path) }, null).output),
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
