import type { StageSamples } from '../samples.ts'
import type { TargetFigures } from '../target-figures.ts'

/** The busiest replica may have this much more than an even share before the load is called uneven. */
const UNEVEN = 0.2

/** What one replica had of a stage, over all rounds. */
export type ReplicaPart = {
  /** From 1. */
  readonly replica: number
  /** Share of the answers, failed ones too; `null` where only a proxy knows who answered. */
  readonly answers: number | null
  /** Share of the CPU time; `null` where nobody watched. */
  readonly cpu: number | null
}

/** The busiest replica, where it has a good deal more than an even share: of the answers, and where nobody counted those, of the CPU time. */
export type Imbalance = {
  readonly replica: number
  readonly of: 'answers' | 'CPU time'
  readonly share: number
  readonly evenShare: number
}

/** What was seen of a stage, over all rounds. */
type Seen = {
  readonly samples: readonly StageSamples[]
  readonly runs: readonly { readonly figures: TargetFigures | null }[]
}

/** What each replica had of a stage. */
export function replicaParts(seen: Seen, replicas: number): readonly ReplicaPart[] {
  const numbers = Array.from({ length: replicas }, (_, index) => index + 1)
  const answers = shares(numbers.map((number) => answersOf(seen, number)))
  const cpu = shares(numbers.map((number) => cpuOf(seen, number)))
  return numbers.map((replica, index) => ({
    replica,
    answers: answers?.[index] ?? null,
    cpu: cpu?.[index] ?? null,
  }))
}

/** `null` where the load is spread evenly enough, or nobody knows. */
export function findImbalance(parts: readonly ReplicaPart[]): Imbalance | null {
  const counted = parts.some((part) => part.answers !== null)
  const known = parts.flatMap(({ replica, answers, cpu }) => {
    const share = counted ? answers : cpu
    return share === null ? [] : [{ replica, share }]
  })
  const [busiest] = known.sort((a, b) => b.share - a.share)
  const evenShare = 1 / parts.length
  if (busiest === undefined || parts.length < 2 || busiest.share <= (1 + UNEVEN) * evenShare) return null
  return { ...busiest, of: counted ? 'answers' : 'CPU time', evenShare }
}

function answersOf({ samples }: Seen, number: number): number {
  const parts = samples.flatMap(({ perReplica }) => perReplica.filter(({ replica }) => replica === number))
  return parts.reduce((sum, { ok, failed }) => sum + ok + failed, 0)
}

function cpuOf({ runs }: Seen, number: number): number {
  return runs.reduce((sum, { figures }) => sum + (figures?.replicas[number - 1]?.cpuSeconds ?? 0), 0)
}

function shares(amounts: readonly number[]): readonly number[] | null {
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  return total === 0 ? null : amounts.map((amount) => amount / total)
}
