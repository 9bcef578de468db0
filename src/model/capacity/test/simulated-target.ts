import { normal } from '../../../../fixtures/normal.ts'
import { image, machine, outOfMemory, planRecord, readyRounds, thresholds } from '../../../../fixtures/results.ts'
import { containerFigures, targetFigures } from '../../../../fixtures/specs.ts'
import type { Round } from '../../evidence.ts'
import type { Machine } from '../../machine.ts'
import { SeededRandom } from '../../statistics/seeded-random.ts'
import type { CapacityQuestion } from '../capacity.ts'
import type { CapacityConfig } from '../capacity-config.ts'
import { nextTrial } from '../next-trial.ts'
import type { CapacityEnded, Level, Trial, TrialStep } from '../trial.ts'
import { LEVEL } from '../trial-stages.ts'

const MIB = 1024 ** 2

/** A target as a model of a few numbers: what a trial would have given follows from them. */
export type Simulated = {
  /** Requests that one CPU serves at once, and how long each takes. */
  readonly slots: number
  readonly latencyMs: number
  readonly startMemoryMiB: number
  readonly loadMemoryMiB: number
  /** Coefficient of variation of RPS, latency and memory, from trial to trial. */
  readonly noise: number
  /** Memory that each request under way takes beside that. */
  readonly memoryMiBPerConnection: number
  /** What the load generator sends at the most in a closed loop. */
  readonly mostSentPerSecond: number
}

export const SIMULATED: Simulated = {
  slots: 12,
  latencyMs: 100,
  startMemoryMiB: 200,
  loadMemoryMiB: 300,
  noise: 0,
  memoryMiBPerConnection: 0,
  mostSentPerSecond: Number.POSITIVE_INFINITY,
}

export const NO_SEARCH: CapacityConfig = { knee: null, maxRate: null, memoryFloor: null, table: null }

/** A question about it, with the stages `steady` (16 connections) and `offered` (a rate of 60 per second). */
export function questionOf(
  searches: Partial<CapacityConfig>,
  given: Partial<CapacityQuestion['plan']> & {
    readonly machine?: Machine
    readonly thresholds?: readonly string[]
  } = {},
): CapacityQuestion {
  const { machine: own = machine, thresholds: texts = ['p95 < 400ms', 'failures < 1%'], ...plan } = given
  const base = planRecord([], 1)
  return {
    image,
    machine: own,
    plan: {
      ...base,
      memoryBytes: 1024 * MIB,
      budgetMs: 24 * 3_600_000,
      stages: [
        stage('steady', { model: 'connections', amount: 16 }),
        stage('offered', { model: 'rate', arrivals: 'poisson', maxInFlight: 1000, amount: 60 }),
      ],
      ...plan,
    },
    asked: { thresholds: thresholds(...texts), tolerance: {}, stored: 'warn', failOn: 'fail', accept: [] },
    searches: { ...NO_SEARCH, ...searches },
    setup: null,
  }
}

function stage(name: string, level: Level): CapacityQuestion['plan']['stages'][number] {
  const steady = { from: level.amount, to: level.amount }
  const load =
    level.model === 'rate'
      ? {
          model: 'rate' as const,
          rate: { by: 'second' as const, perSecond: steady },
          arrivals: level.arrivals,
          maxInFlight: level.maxInFlight,
        }
      : { model: 'connections' as const, connections: steady }
  return { name, warmUp: false, load, extent: { by: 'duration', ms: 10_000 }, engine: 'auto' }
}

/** Runs the searches to their end on the simulated target. `from`: trials of before an interruption; `most`: where to interrupt. */
export function searchAll(
  question: CapacityQuestion,
  target: Simulated,
  {
    seed = 1,
    from = [],
    most = 1000,
  }: { readonly seed?: number; readonly from?: readonly Trial[]; readonly most?: number } = {},
): { readonly trials: readonly Trial[]; readonly ended: CapacityEnded | null } {
  const next = nextTrial(question)
  const trials = [...from]
  while (trials.length < most) {
    const wish = next(trials)
    if ('done' in wish) return { trials, ended: wish.done }
    trials.push(simulate(target, wish.step, new SeededRandom(seed, trials.length)))
  }
  return { trials, ended: null }
}

/** However much numbers differ, they stay above zero. */
const LEAST_WOBBLE = 0.1

function simulate(target: Simulated, step: TrialStep, random: SeededRandom): Trial {
  const wobble = () => Math.max(LEAST_WOBBLE, 1 + target.noise * normal(random))
  const connections = step.level?.model === 'connections' ? step.level.amount : 0
  const needMiB = (target.loadMemoryMiB + connections * target.memoryMiBPerConnection) * wobble()
  const limitMiB = step.box.memoryBytes / MIB
  const trial = (rounds: readonly Round[], ended: Trial['ended']): Trial => ({ ...step, rounds, ended, ms: 15_000 })
  if (limitMiB < target.startMemoryMiB)
    return trial(
      [{ round: 1, ms: 1000, starts: [{ side: 'candidate', state: 'failed', ending: outOfMemory }] }],
      'start-failed',
    )
  const levels: readonly { readonly name: string; readonly level: Level }[] =
    step.level === null
      ? [
          { name: 'steady', level: { model: 'connections', amount: 16 } },
          { name: 'offered', level: { model: 'rate', arrivals: 'poisson', maxInFlight: 1000, amount: 60 } },
        ]
      : [{ name: LEVEL, level: step.level }]
  const killed = limitMiB < needMiB
  const usedMiB = Math.min(limitMiB, needMiB)
  const figures = targetFigures({
    replicas: Array.from({ length: step.box.replicas }, () =>
      containerFigures({
        memory: { peakBytes: usedMiB * MIB, mostWorkingSetBytes: Math.round(usedMiB * MIB), cacheBytes: 0 },
      }),
    ),
  })
  const stages = levels.map(({ name, level }) => {
    const numbers = { ...numbersOf(target, step, level, wobble()), stage: name, figures }
    // It was killed half way.
    const partial = { ok: Math.round(numbers.ok / 2), ended: { how: 'aborted', why: 'target-gone' } as const }
    return killed ? { ...numbers, ...partial } : numbers
  })
  const [round] = readyRounds([stages])
  const starts = (round?.starts ?? []).map((start) =>
    start.state === 'ready'
      ? {
          ...start,
          life: figures,
          ending: killed ? outOfMemory : null,
          stages: start.stages.slice(0, killed ? 1 : undefined),
          figures: start.figures.slice(0, killed ? 1 : undefined),
        }
      : start,
  )
  return trial([{ round: 1, ms: 15_000, starts }], killed ? 'target-gone' : 'complete')
}

const SECONDS = 10

/** Slots × latency is the capacity; a closed loop waits beyond it (Little's law), and a rate beyond it leaves a queue that grows. */
function numbersOf(target: Simulated, { box }: TrialStep, level: Level, wobble: number) {
  const slots = target.slots * box.replicas * box.cpus
  const most = (slots * 1000) / target.latencyMs
  if (level.model === 'rate') {
    const late = Math.max(0, (level.amount / (most * wobble) - 1) * SECONDS * 1000)
    return {
      ok: Math.round(Math.min(level.amount, most * wobble) * SECONDS),
      seconds: SECONDS,
      latencyMs: target.latencyMs * wobble + late,
    }
  }
  const rps = Math.min(most, target.mostSentPerSecond, (level.amount * 1000) / target.latencyMs) * wobble
  return { ok: Math.round(rps * SECONDS), seconds: SECONDS, latencyMs: (level.amount * 1000) / rps }
}
