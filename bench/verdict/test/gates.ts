import type { GateRecord, SideRecord } from '../gate-record.ts'

/** What a side of a round gave; a number alone is by how much it is slower than the usual side (0.1: 10 %). */
export type SideNumbers = number | Partial<SideRecord>

export type GateShape = {
  readonly rounds: readonly (readonly [baseline: SideNumbers, candidate: SideNumbers])[]
  /** Places, from 0, of rounds that do not count. */
  readonly dropped?: readonly number[]
  readonly ms?: number
} & Partial<Omit<GateRecord, 'rounds'>>

/** A gate as a corpus has it, with the numbers that matter to a test. */
export function gateRecord({ rounds, dropped = [], ms = 25_000, ...parts }: GateShape): GateRecord {
  return {
    v: 1,
    kind: 'aa',
    at: '2026-11-23T12:00:00.000Z',
    machine: 'a CPU, 2 cores, 8 GiB, x64',
    plan: 'steady 4s',
    seed: 7,
    trees: { candidate: 30, baseline: 30 },
    tail: 'p95',
    ended: 'complete',
    rounds: rounds.map(([baseline, candidate], place) => ({
      ms,
      startMs: 2000,
      first: 'candidate',
      dropped: dropped.includes(place) ? 'the machine was busy' : null,
      sides: { baseline: side(baseline), candidate: side(candidate) },
    })),
    pooled: { baseline: pooled(rounds[0]?.[0] ?? 0), candidate: pooled(rounds[0]?.[1] ?? 0) },
    long: null,
    live: { strict: { answer: 'cannot-tell', rounds: 0 }, standard: { answer: 'cannot-tell', rounds: 0 } },
    ...parts,
  }
}

const USUAL: SideRecord = {
  rps: 200,
  tail: 20,
  cpu: [4, 4],
  latency: [800, 50, 10],
  offered: [500, 5, 15],
  failed: [0, 0],
}

function side(numbers: SideNumbers): SideRecord {
  if (typeof numbers !== 'number') return { ...USUAL, ...numbers }
  const times = 1 + numbers
  return {
    rps: USUAL.rps / times,
    tail: USUAL.tail * times,
    cpu: [4 * times, 4 * times],
    latency: [800, 50 * times, 10],
    offered: [500, 5 * times, 15 * times],
    failed: USUAL.failed,
  }
}

function pooled(numbers: SideNumbers): { readonly rps: number; readonly tail: number } {
  const { rps, tail } = side(numbers)
  return { rps, tail }
}

/** So many rounds with the baseline as usual, the candidate slower by a share that goes up and down by the spread. */
export function slowerRounds(count: number, slower: number, spread = 0.005): GateShape['rounds'] {
  return Array.from({ length: count }, (_, place) => {
    const noise = (place % 2 === 0 ? 1 : -1) * spread * (1 + place / 40)
    return [0, (1 + slower) * (1 + noise) - 1] as const
  })
}
