import { buildImage } from '../../fixtures/images.ts'
import { kneeOf } from '../../src/model/capacity/questions.ts'
import { formatBytes } from '../../src/model/units.ts'
import { printGoal } from '../print/goal.ts'
import { runCapacity } from './run-capacity.ts'
import { scanMemory } from './scan-memory.ts'

const SLOTS = 20
const LATENCY_MS = 100
const PER_SECOND = (SLOTS * 1000) / LATENCY_MS
/** Held from the start, and taken under load: with Node itself a third of a gigabyte. */
const MEMORY = { MEMORY_MIB: 200, LOAD_MEMORY_MIB: 100 }
const MIB = 1024 ** 2
const STEP_BYTES = 16 * MIB
const CLOSE_RATE = 0.05

/** A target of known capacity and known need: fixed slots × fixed latency, and fixed memory. */
export async function benchKnob(): Promise<void> {
  const image = await buildImage('knob')
  const { capacity, answers, seconds } = await runCapacity(configOf(image))
  const { knee, maxRate, memoryFloor } = answers
  const found = knee?.knee?.amount ?? Number.NaN
  const grid = kneeOf(capacity)?.grid ?? []
  const stepsOff = Math.abs(grid.indexOf(found) - grid.findIndex((one) => one >= SLOTS))
  printGoal(`knee within one step of ${SLOTS} connections`, `${found} connections`, stepsOff <= 1)
  const rate = maxRate?.perSecond ?? Number.NaN
  const off = rate / PER_SECOND - 1
  const what = `max rate within ${100 * CLOSE_RATE} % of ${PER_SECOND}/s`
  printGoal(what, `${rate}/s, ${(100 * off).toFixed(1)} % off`, Math.abs(off) <= CLOSE_RATE)
  const truthBytes = await scanMemory(image, MEMORY, 8 * MIB)
  const floorBytes = memoryFloor?.floorBytes ?? Number.NaN
  const near = Math.abs(floorBytes - truthBytes) <= STEP_BYTES
  printGoal(
    `memory floor within 16 MiB of ${formatBytes(truthBytes)}, found by plain starts`,
    formatBytes(floorBytes),
    near,
  )
  printGoal('all of it', `${capacity.trials.length} configurations in ${(seconds / 60).toFixed(1)} minutes`, true)
}

function configOf(image: string): string {
  const env = { SLOTS, LATENCY_MS, ...MEMORY }
  return JSON.stringify({
    target: { image, cpus: '1', memory: '1GiB', ready: '/health', env },
    requests: [{ name: 'index', path: '/' }],
    stages: [{ name: 'steady', connections: 20, duration: '3s' }],
    thresholds: ['p95 < 250ms', 'failures < 1%'],
    capacity: {
      knee: { connections: '1..128', duration: '4s' },
      'max-rate': { rate: '1/s..1000/s', arrivals: 'constant', duration: '10s' },
      'memory-floor': { memory: '64MiB..1GiB', step: '16MiB' },
    },
    budget: '20m',
  })
}
