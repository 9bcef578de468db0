import type { Ms } from '../config.ts'
import type { Round } from '../evidence.ts'
import type { Ended } from '../rounds/next.ts'
import type { LevelKind } from './capacity-config.ts'

/** The questions of a capacity run, in the order in which they are asked. */
export const SEARCHES = ['knee', 'max-rate', 'memory-floor', 'table'] as const
export type SearchName = (typeof SEARCHES)[number]

/** What the target is held to: CPU and memory are those of each replica. */
export type Box = { readonly replicas: number; readonly cpus: number; readonly memoryBytes: number }

/** One load that is held for a while: so many connections, requests per second or users. */
export type Level = LevelKind & { readonly amount: number }

/** What is measured next: a configuration on fresh starts. `level: null`: the stages of the file. */
export type TrialStep = {
  readonly search: SearchName
  readonly box: Box
  readonly level: Level | null
}

/** A configuration that was measured. A start that failed is in it like any other outcome. */
export type Trial = TrialStep & {
  readonly rounds: readonly Round[]
  readonly ended: Ended
  /** From the first start call to the last removal. */
  readonly ms: Ms
}

/** Why a capacity run is over. */
export type CapacityEnded =
  /** Every question has its answer. */
  | 'complete'
  /** The next configuration would not have fitted into the budget. */
  | 'budget'
  /** The time limit was reached. */
  | 'time-limit'

/** What to measure next, or why nothing more. Pure: all that it knows is what was measured. */
export type CapacityNext = (
  trials: readonly Trial[],
) => { readonly step: TrialStep } | { readonly done: Exclude<CapacityEnded, 'time-limit'> }

/** The price by which boxes are compared: CPUs of all replicas, then memory of all replicas. */
export function byCost(a: Box, b: Box): number {
  const cpus = (box: Box) => Number((box.replicas * box.cpus).toFixed(3))
  return cpus(a) - cpus(b) || a.replicas * a.memoryBytes - b.replicas * b.memoryBytes || a.replicas - b.replicas
}

/** Whether the same is measured for the same question. */
export function isSameStep(a: TrialStep, b: TrialStep): boolean {
  const { model, amount } = a.level ?? { model: null, amount: null }
  return (
    a.search === b.search &&
    isSameBox(a.box, b.box) &&
    (b.level?.model ?? null) === model &&
    (b.level?.amount ?? null) === amount
  )
}

export function isSameBox(a: Box, b: Box): boolean {
  return a.replicas === b.replicas && a.cpus === b.cpus && a.memoryBytes === b.memoryBytes
}
