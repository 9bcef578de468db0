import { createLoad } from '../../src/load/worker-load.ts'
import type { EngineName, StageLoad } from '../../src/model/config.ts'
import { failures, mergeSamples } from '../../src/model/samples.ts'
import type { Load } from '../../src/ports.ts'
import { type KnownServers, startKnownServers } from '../known-servers.ts'
import { connections, job, local, users } from '../ours/jobs.ts'
import { runJob, WORKER_URL } from '../ours/run-job.ts'
import { printGoal } from '../print/goal.ts'
import { printTable } from '../print/table.ts'
import type { Path } from '../servers/behaviours.ts'

/** The scenarios that people run by hand: so many clients with so many requests each. */
const SCENARIOS = [
  { clients: 500, requests: 50 },
  { clients: 1000, requests: 50 },
  { clients: 10, requests: 10 },
] as const

const NO_THINKING = { fromMs: 0, toMs: 0 }

type Client = { readonly name: string; readonly engine: EngineName; readonly load: (count: number) => StageLoad }

/** `engine: auto` never gives autocannon a count against a server that closes: that is what undici is there for. */
const CLIENTS: readonly (Client & { readonly paths: readonly Path[] })[] = [
  { name: 'connections, autocannon', engine: 'autocannon', load: connections, paths: ['/none'] },
  {
    name: 'connections, undici',
    engine: 'undici',
    load: connections,
    paths: ['/none', '/none-close', '/none-close-20'],
  },
  {
    name: 'users',
    engine: 'undici',
    load: (count) => users(count, NO_THINKING),
    paths: ['/none', '/none-close', '/none-close-20'],
  },
]

const SERVERS: Readonly<Partial<Record<Path, string>>> = {
  '/none': 'keeps',
  '/none-close': 'closes every time',
  '/none-close-20': 'closes every 20th',
}

/** Stages by count: they end exactly there, also where the server closes its connections. */
export async function benchCounts(): Promise<void> {
  await using load = createLoad({ workerUrl: WORKER_URL })
  await using servers = await startKnownServers({ core: null })
  const rows = []
  for (const scenario of SCENARIOS) {
    for (const client of CLIENTS) {
      for (const path of client.paths) rows.push(await drive({ load, servers, scenario, client, path }))
    }
  }
  printTable(rows.map(({ isExact: _, ...row }) => row))
  const wrong = rows.filter(({ isExact }) => !isExact)
  const figure = `${rows.length - wrong.length} of ${rows.length} exact`
  printGoal('500 × 50, 1000 × 50 and 10 × 10 end exactly there', figure, wrong.length === 0)
}

type Drive = {
  readonly load: Load
  readonly servers: KnownServers
  readonly scenario: (typeof SCENARIOS)[number]
  readonly client: Client
  readonly path: Path
}

async function drive({ load, servers, scenario, client, path }: Drive) {
  const name = `${scenario.clients} × ${scenario.requests}`
  console.error(`counts: ${name}, ${client.name}, server ${SERVERS[path]}`)
  await servers.begin()
  const extent = { by: 'requests', count: scenario.requests } as const
  const shape = { endpoints: [local(servers.port)], path, engine: client.engine, extent }
  const samples = await runJob(load, job({ ...shape, load: client.load(scenario.clients) }))
  const merged = mergeSamples(samples.perRequest)
  const answered = (await servers.count()).answered
  // What users did while others were still being spawned is reported apart.
  const ok = merged.ok + (samples.spawn?.ok ?? 0)
  const failed = failures(merged) + (samples.spawn?.failed ?? 0)
  const wanted = scenario.clients * scenario.requests
  const isExact = ok === wanted && answered === wanted && failed === 0 && samples.ended.how === 'complete'
  return {
    scenario: name,
    clients: client.name,
    server: SERVERS[path] ?? path,
    wanted,
    written: answered,
    counted: ok,
    failures: failed,
    ended: samples.ended.how,
    isExact,
  }
}
