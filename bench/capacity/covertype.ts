import { fileURLToPath } from 'node:url'
import { buildImage } from '../../fixtures/images.ts'
import { describeBox } from '../../src/model/capacity/describe-level.ts'
import { formatBytes } from '../../src/model/units.ts'
import { printGoal } from '../print/goal.ts'
import { runCapacity } from './run-capacity.ts'

const SAMPLE = fileURLToPath(new URL('../../fixtures/covertype-api/sample.json', import.meta.url))
const MINUTES = 15

/** An ordinary inference image: where it bends, how small its box can be, and how many boxes 60 requests per second take. */
export async function benchCovertype(): Promise<void> {
  const { capacity, answers, seconds } = await runCapacity(configOf(await buildImage('covertype')), [SAMPLE])
  const { knee, memoryFloor, table } = answers
  const kneeAt = knee?.knee
  printGoal(
    'knee',
    kneeAt == null ? 'not found' : `${kneeAt.amount} connections, ${kneeAt.plateauRps.toFixed(0)} RPS`,
    kneeAt != null,
  )
  const floorBytes = memoryFloor?.floorBytes ?? null
  printGoal('memory floor', floorBytes === null ? 'not found' : formatBytes(floorBytes), floorBytes !== null)
  const rows = table?.rows ?? []
  printGoal('table of 1 to 3 replicas with 0.3 CPU each', `${rows.length} boxes`, rows.length === 3)
  const best = table?.best ?? null
  const choice = best === null ? 'none' : describeBox(best.trial.box)
  printGoal('recommendation for 60 RPS at p95 under 400 ms', choice, best !== null)
  const minutes = seconds / 60
  const what = `all of it within ${MINUTES} minutes`
  printGoal(
    what,
    `${capacity.trials.length} configurations in ${minutes.toFixed(1)} minutes`,
    minutes <= MINUTES && answers.complete,
  )
}

function configOf(image: string): string {
  return JSON.stringify({
    target: { image, cpus: '1', memory: '512MiB', ready: '/health' },
    requests: [{ name: 'predict', method: 'POST', path: '/predict', 'json-file': 'sample.json' }],
    stages: [
      { name: 'warm-up', connections: 4, duration: '3s', 'warm-up': true },
      { name: 'steady', connections: 12, duration: '8s' },
      { name: 'offered', rate: '60/s', duration: '10s' },
    ],
    thresholds: ['offered: p95 < 400ms', 'failures < 1%'],
    capacity: {
      knee: { connections: '1..64' },
      'memory-floor': { memory: '32MiB..512MiB' },
      table: { replicas: '1..3', cpus: '0.3' },
    },
    budget: '15m',
  })
}
