import { setTimeout as sleep } from 'node:timers/promises'
import { observe } from '../../src/target/observe/observer.ts'
import { median } from '../median.ts'
import { printGoal } from '../print/goal.ts'
import { printTable } from '../print/table.ts'
import { clock, startObservedKnobs } from './observed-knobs.ts'

const COUNTS = [1, 6] as const
const MOST_SHARE = 0.01
const LEAST_HZ = 4

type Cost = { readonly observed: number; readonly idle: number; readonly hz: number }

/** CPU time of this process, which does nothing else, in seconds a second: while it watches, and while it does not. */
export async function benchOwnCost(seconds: number): Promise<void> {
  const costs = new Map<number, Cost>()
  for (const count of COUNTS) {
    console.error(`own cost: ${count} replica(s)`)
    costs.set(count, await measure(count, seconds))
  }
  printTable(
    [...costs].map(([count, { observed, idle, hz }]) => ({
      replicas: count,
      'CPU seconds per second': observed.toFixed(4),
      'without the observer': idle.toFixed(4),
      'readings per second': hz.toFixed(2),
    })),
  )
  for (const [count, { observed, hz }] of costs) {
    const who = `the observer of ${count} replica${count === 1 ? '' : 's'}`
    printGoal(`${who} costs under 1 % of a core`, `${(observed * 100).toFixed(2)} %`, observed < MOST_SHARE)
    printGoal(`${who} reads at least 4 times a second`, hz.toFixed(2), hz >= LEAST_HZ)
  }
}

async function measure(count: number, seconds: number): Promise<Cost> {
  await using knobs = await startObservedKnobs({ count, cpus: 0.2, env: [] })
  await sleep(1000)
  const idle = await cpuShare(seconds)
  const observer = observe(knobs.observation)
  try {
    // The first readings are those of code that is still cold.
    await sleep(1000)
    const fromMs = clock.now()
    const observed = await cpuShare(seconds)
    const { replicas } = await observer.figures(fromMs, clock.now())
    const readings = replicas.map(({ series }) => series.length)
    return { observed, idle, hz: median(readings) / seconds }
  } finally {
    observer.stop()
  }
}

/** All threads of this process. */
async function cpuShare(seconds: number): Promise<number> {
  const [before, beganMs] = [process.cpuUsage(), clock.now()]
  await sleep(seconds * 1000)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / (clock.now() - beganMs)
}
