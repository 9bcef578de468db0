import { z } from 'zod'
import { KIND_IDS, type Kind } from './kinds.ts'

const figure = z.number().nonnegative().finite()
const count = z.int().nonnegative()
const triple = z.tuple([figure, figure, figure])
const sides = <T extends z.ZodType>(side: T) => z.object({ candidate: side, baseline: side })

/** What one start of one side gave. */
export type SideRecord = {
  /** Of stage `steady`. */
  readonly rps: number
  /** Of stage `offered`, in milliseconds, from all its latencies at once: p95, or what the gate's `tail` says. */
  readonly tail: number
  /** CPU milliseconds for each good answer, of `steady` and of `offered`; `null` where the containers could not be watched. */
  readonly cpu: readonly [number | null, number | null]
  /** Latencies of `steady`: how many, their mean and standard deviation in milliseconds. */
  readonly latency: readonly [number, number, number]
  /** Latencies of `offered`: how many, their p50 and p90 in milliseconds. */
  readonly offered: readonly [number, number, number]
  /** Requests of `steady` and of `offered` that failed, beside the good answers, which are as many as there are latencies. */
  readonly failed: readonly [number, number]
}

/** In a line of the corpus a side is a row of numbers, in the order of `encodeSide`: names would be most of the file. */
const sideSchema = z
  .tuple([figure, figure, z.tuple([figure.nullable(), figure.nullable()]), triple, triple, z.tuple([count, count])])
  .transform(([rps, tail, cpu, latency, offered, failed]): SideRecord => ({ rps, tail, cpu, latency, offered, failed }))

function encodeSide({ rps, tail, cpu, latency, offered, failed }: SideRecord): z.input<typeof sideSchema> {
  return [rps, tail, [...cpu], [...latency], [...offered], [...failed]]
}

const roundSchema = z.object({
  /** From the first start to the last removal; `startMs` of it until the slower start was ready. */
  ms: figure,
  startMs: figure,
  /** Which side had the first turn. */
  first: z.enum(['candidate', 'baseline']),
  /** Why the round does not count, by the program's own rules; `null` where it does. */
  dropped: z.string().nullable(),
  /** `null` where a side gave no numbers, which only a dropped round may. */
  sides: sides(sideSchema).nullable(),
})

const answerSchema = z.object({ answer: z.enum(['slower', 'ruled-out', 'cannot-tell']), rounds: z.int() })

const recordSchema = z.object({
  v: z.literal(1),
  kind: z.enum(KIND_IDS as [Kind, ...Kind[]]),
  /** When it began, ISO 8601. */
  at: z.iso.datetime(),
  /** The class of the machine, and the load: gates are only compared where both are equal. */
  machine: z.string(),
  plan: z.string(),
  /** Decides the order of sides, requests and arrivals. */
  seed: z.int(),
  trees: sides(z.int()),
  /** The percentile that the comparison uses, fixed by the requests of the first round. */
  tail: z.enum(['p95', 'p90', 'p50']),
  /** `too-noisy`: more rounds had to be dropped than a gate allows itself. */
  ended: z.enum(['complete', 'too-noisy']),
  rounds: z.array(roundSchema).min(1),
  /** Over all rounds that count: RPS of `steady`, and the tail of `offered` from the merged histogram. */
  pooled: sides(z.object({ rps: figure, tail: figure })),
  /** One more start of each side, driven in many turns: good answers of each second of each side. `null` where it gave nothing that counts. */
  long: sides(z.array(figure)).extend({ ms: figure }).nullable(),
  /** What the program itself would have answered, and after how many rounds that count, at either tolerance. */
  live: z.object({ strict: answerSchema, standard: answerSchema }),
})

/** One live gate, as a line of the corpus. */
export type GateRecord = z.infer<typeof recordSchema>
export type RoundRecord = z.infer<typeof roundSchema>

/** A gate as a line, without its end. */
export function encodeGate(gate: GateRecord): string {
  const rounds = gate.rounds.map(({ sides: both, ...round }) => ({
    ...round,
    sides: both && { candidate: encodeSide(both.candidate), baseline: encodeSide(both.baseline) },
  }))
  return JSON.stringify({ ...gate, rounds } satisfies z.input<typeof recordSchema>)
}

/** Reads a line. Throws with the first thing that is not as the format says. */
export function decodeGate(line: string): GateRecord {
  return recordSchema.parse(JSON.parse(line))
}

/** A round that counts. */
export type CountedRound = RoundRecord & { readonly sides: NonNullable<RoundRecord['sides']> }

export function countedRounds({ rounds }: Pick<GateRecord, 'rounds'>): readonly CountedRound[] {
  return rounds.filter((round): round is CountedRound => round.dropped === null && round.sides !== null)
}
