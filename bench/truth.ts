import { parseArgs } from 'node:util'
import { createLoad } from '../src/load/worker-load.ts'
import { type KnownServers, startKnownServers } from './known-servers.ts'
import { WORKER_URL } from './ours/run-job.ts'
import { printMachine } from './print/machine.ts'
import { updateReadme } from './print/update-readme.ts'
import { installedTools } from './tools/tools.ts'
import { TRUTH_CASES, type TruthCase } from './truth/cases.ts'
import { type Contestant, other, ours } from './truth/contestants.ts'
import { makeRun, type Run } from './truth/figures.ts'
import { measureOverhead, type Overhead } from './truth/overhead.ts'
import { printTruth } from './truth/print-truth.ts'

/**
 * Whether the latencies that a load generator reports are true: servers whose behaviour is known write down every request, and what perf-gate and
 * the other tools say is held against it. README.md has the table and says what is taken for the truth.
 *
 *   node bench/truth.ts [--repeats 5] [--cases stall,large] [--ours autocannon,undici,users,rate] [--tools autocannon,wrk,oha,k6,locust] [--update-readme]
 */
const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    cases: { type: 'string' },
    'update-readme': { type: 'boolean', default: false },
    ours: { type: 'string', default: 'autocannon,undici,users,rate' },
    tools: { type: 'string', default: 'autocannon,wrk,oha,k6,locust' },
  },
})
const repeats = Number(values.repeats)
const cases = TRUTH_CASES.filter(({ path }) => values.cases?.split(',').includes(path.slice(1)) ?? true)

await using load = createLoad({ workerUrl: WORKER_URL })
await using servers = await startKnownServers({ core: null })
const contestants = [
  ...ours(load).filter(({ name }) => listOf(values.ours).some((key) => name.endsWith(key))),
  ...installedTools({ names: listOf(values.tools) }).map(other),
]
const runs = new Map<TruthCase, Map<Contestant, Run[]>>(
  cases.map((one) => [one, new Map(contestants.map((contestant) => [contestant, []]))]),
)

printMachine()
for (let repeat = 1; repeat <= repeats; repeat++) {
  for (const one of cases) {
    console.error(`repeat ${repeat} of ${repeats}: ${one.name}`)
    const overhead = await measureOverhead(servers, one)
    for (const contestant of contestants)
      runs
        .get(one)
        ?.get(contestant)
        ?.push(await runOnce(contestant, one, overhead))
  }
}
printTruth(runs)
if (values['update-readme']) updateReadme('truth')

function listOf(names: string): readonly string[] {
  return names.split(',').filter((name) => name !== '')
}

async function runOnce(contestant: Contestant, truthCase: TruthCase, overhead: Overhead): Promise<Run> {
  if (truthCase.path !== '/killed') return await runOn(servers, contestant, truthCase, overhead)
  await using mortal = await startKnownServers({ core: null })
  // Measuring the way also makes the new process hot.
  return await runOn(mortal, contestant, truthCase, await measureOverhead(mortal, truthCase))
}

async function runOn(on: KnownServers, contestant: Contestant, truthCase: TruthCase, overhead: Overhead): Promise<Run> {
  await on.begin()
  const own = await contestant.drive(on, truthCase)
  const record = await on.end()
  return makeRun(own, contestant.truth(record, overhead, truthCase), record.cpuShare)
}
