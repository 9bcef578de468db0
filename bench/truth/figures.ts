import { median } from '../median.ts'
import type { OwnResult } from '../tools/tool.ts'
import { percentileOf } from './true-latencies.ts'

export const PERCENTS = [50, 95, 99] as const
export type Percent = (typeof PERCENTS)[number]

/** One run: what was said and what was true, in milliseconds. */
export type Run = {
  readonly said: Readonly<Record<Percent, number | null>>
  readonly truth: Readonly<Record<Percent, number>>
  readonly counted: number
  /** Answers as expected that the server wrote. */
  readonly answered: number
  readonly serverCpuShare: number
}

export function makeRun(own: OwnResult, latencies: readonly number[], serverCpuShare: number): Run {
  const truth = (percent: Percent) => percentileOf(latencies, percent)
  return {
    said: { 50: own.p50, 95: own.p95, 99: own.p99 },
    truth: { 50: truth(50), 95: truth(95), 99: truth(99) },
    counted: own.requests,
    answered: latencies.length,
    serverCpuShare,
  }
}

/** The medians over the runs; `said: null` where the tool has no such figure, or had none in some run. */
export type Figure = {
  readonly said: number | null
  readonly truth: number
  /** Median over the runs of the distance between the two, as a share of what is allowed; 1 is the limit. `null` with `said`. */
  readonly offShare: number | null
}

export function figureOf(runs: readonly Run[], percent: Percent): Figure {
  const truth = median(runs.map((run) => run.truth[percent]))
  const pairs = runs.map((run) => ({ said: run.said[percent], truth: run.truth[percent] }))
  const known = pairs.flatMap(({ said, truth: value }) => (said === null ? [] : [{ said, truth: value }]))
  if (known.length < pairs.length) return { said: null, truth, offShare: null }
  return {
    said: median(known.map(({ said }) => said)),
    truth,
    offShare: median(known.map(({ said, truth: value }) => Math.abs(said - value) / allowedMs(value, percent))),
  }
}

/** Milliseconds in three digits or so: what the tables show. */
export function showMs(ms: number): string {
  return ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)
}

/** How far a percentile may be off: 2 % of the truth, or 1 ms (p99: 2 ms) where that is more. */
export function allowedMs(truthMs: number, percent: Percent): number {
  return Math.max(0.02 * truthMs, percent === 99 ? 2 : 1)
}
