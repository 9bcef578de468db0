import { attempts, failures, mergeSamples } from '../../src/model/samples.ts'
import { job, seconds } from '../ours/jobs.ts'
import { startOurs } from '../ours/start-ours.ts'
import { printGoal } from '../print/goal.ts'
import { say } from '../print/say.ts'
import { printTable } from '../print/table.ts'
import { startKnobContainers } from './knob-containers.ts'
import { engineOpenFilesLimit, openFilesLimit } from './open-files.ts'

const [USERS, CONTAINERS, SPAWN_PER_SECOND, SECONDS, SERVICE_MS] = [10_000, 2, 1000, 30, 20]
const THINK_MS = { fromMs: 1000, toMs: 5000 }

/** Ten thousand users who think 1 s to 5 s, on two knob containers behind the engine's port proxy. */
export async function benchManyUsers(): Promise<void> {
  console.error(`users: ${USERS} on two containers`)
  const connectionsEach = USERS / CONTAINERS
  await using knobs = await startKnobContainers({
    count: CONTAINERS,
    connectionsEach,
    env: { LATENCY_MS: `${SERVICE_MS}` },
  })
  const users = { from: USERS, to: USERS }
  const load = { model: 'users', users, spawnPerSecond: SPAWN_PER_SECOND, thinkTime: THINK_MS } as const
  const { endpoints } = knobs
  const stage = job({ endpoints, path: '/', engine: 'undici', load, extent: seconds(SECONDS) })
  const { samples, peakRssMiB } = await startOurs([stage], null).output
  const [one] = samples
  if (one === undefined) throw new Error('no samples')
  const merged = mergeSamples(one.perRequest)
  const failed = failures(merged) + (one.spawn?.failed ?? 0)
  // Little's law: a user sends once in its think time and the service that it waits for.
  const theory = (USERS / ((THINK_MS.fromMs + THINK_MS.toMs) / 2 + merged.histogram.mean / 1000)) * 1000
  const offered = attempts(merged) / one.seconds
  say(
    `Open files: the generator may have ${openFilesLimit('self')} (Node raises its soft limit to the hard one), the engine and each of its port proxies` +
      ` ${engineOpenFilesLimit()}; each container was given nofile=${knobs.openFiles} and ${knobs.portsEach} mapped ports, as a proxy takes 6 files a connection.\n`,
  )
  printTable([
    {
      users: USERS,
      'spawned in (s)': (one.spawn?.seconds ?? Number.NaN).toFixed(1),
      'offered per second': offered.toFixed(1),
      'N / (think + service)': theory.toFixed(1),
      failures: failed,
      'mean latency (ms)': (merged.histogram.mean / 1000).toFixed(1),
      'CPU share': one.generator.cpuShare.toFixed(2),
      'loop lag, p99 (ms)': one.generator.loopLagP99Ms.toFixed(1),
      'peak RSS (MiB)': Math.round(peakRssMiB),
    },
  ])
  for (const group of one.perRequest.flatMap((request) => request.failures)) console.error(group)
  printGoal('10 000 users: no failures', `${failed}, ${one.ended.how}`, failed === 0 && one.ended.how === 'complete')
  printGoal('10 000 users: RSS under 700 MB', `${Math.round(peakRssMiB * 1.048_576)} MB`, peakRssMiB * 1.048_576 < 700)
  const off = offered / theory - 1
  printGoal('10 000 users: offered load within 2 % of theory', `${(off * 100).toFixed(2)} %`, Math.abs(off) <= 0.02)
}
