import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineName } from '../../src/model/config.ts'
import { type KnownServers, startKnownServers } from '../known-servers.ts'
import { connections, job, local, seconds } from '../ours/jobs.ts'
import { startOurs } from '../ours/start-ours.ts'
import { printTable } from '../print/table.ts'
import { autocannon } from '../tools/autocannon.ts'
import { startTool } from '../tools/start-tool.ts'
import { CORES } from './cores.ts'
import { busyMicros, CPU_PARTS, type CpuProfile, cpuShares, sum } from './cpu-shares.ts'

const [CONNECTIONS, SECONDS] = [50, 6]
/** At the end of the run, when it is hot. */
const LOOKED_AT_MS = 3500

type Profiled = { readonly name: string; run(servers: KnownServers, nodeOptions: readonly string[]): Promise<unknown> }

/** Where the CPU time of the generator's thread goes, flat out as in `throughput`: V8's own profile of both engines and of the autocannon command line. */
export async function benchProfile(): Promise<void> {
  await using servers = await startKnownServers({ core: CORES.server })
  const columns: (readonly [string, ReadonlyMap<string, number>])[] = []
  for (const profiled of [ours('autocannon'), ours('undici'), COMMAND_LINE]) {
    console.error(`profile: ${profiled.name}`)
    columns.push([profiled.name, await profile(profiled, servers)])
  }
  const shares = columns.map(([name, micros]) => [name, cpuShares(micros)] as const)
  const row = (part: (typeof CPU_PARTS)[number]) =>
    shares.map(([name, own]) => [name, `${Math.round((own.get(part) ?? 0) * 100)} %`])
  printTable(CPU_PARTS.map((part) => ({ 'CPU time of the thread': part, ...Object.fromEntries(row(part)) })))
}

function ours(engine: EngineName): Profiled {
  return {
    name: `perf-gate, ${engine}`,
    run: ({ port }, nodeOptions) => {
      const shape = { endpoints: [local(port)], path: '/none', extent: seconds(SECONDS) }
      const stage = job({ ...shape, engine, load: connections(CONNECTIONS) })
      return startOurs([stage], CORES.generator, nodeOptions).output
    },
  }
}

const COMMAND_LINE: Profiled = {
  name: autocannon.name,
  run: (servers, nodeOptions) => {
    const env = { NODE_OPTIONS: nodeOptions.join(' ') }
    const tool = {
      ...autocannon,
      command: (run: Parameters<typeof autocannon.command>[0]) => ({ ...autocannon.command(run), env }),
    }
    const shape = { connections: CONNECTIONS, seconds: SECONDS, ratePerSecond: Number.POSITIVE_INFINITY }
    return startTool(tool, { ...shape, url: servers.urlOf('/none') }, CORES.generator).output
  },
}

/** The profile of the thread that had the most to do. */
async function profile({ run }: Profiled, servers: KnownServers): Promise<ReadonlyMap<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'cpu-profile-'))
  try {
    await servers.begin()
    await run(servers, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
    const threads = readdirSync(folder).map((file) =>
      busyMicros(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile, LOOKED_AT_MS),
    )
    const [busiest] = threads.toSorted((a, b) => sum(b) - sum(a))
    if (busiest === undefined) throw new Error('no profile was written')
    return busiest
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
