import type { Capacity, CapacityQuestion } from '../capacity.ts'
import { judgeCapacity } from '../judge-capacity.ts'
import type { Trial } from '../trial.ts'
import { type Simulated, searchAll } from './simulated-target.ts'

/** What a whole run on a simulated target finds. */
export function found(question: CapacityQuestion, target: Simulated, seed = 1) {
  const { trials, ended } = searchAll(question, target, { seed })
  return { trials, ended, answers: judgeCapacity(capacityOf(question, trials)) }
}

/** A run that has measured these. */
export function capacityOf(question: CapacityQuestion, trials: readonly Trial[]): Capacity {
  return {
    ...question,
    perfGate: '0.1.0',
    runId: 'run-1',
    command: null,
    startedAt: '2026-11-05T10:00:00.000Z',
    finishedAt: '2026-11-05T10:02:00.000Z',
    defaultLimits: [],
    generatorCores: null,
    trials,
    ended: null,
  }
}
