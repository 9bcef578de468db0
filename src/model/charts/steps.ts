import type { StageSamples, Window } from '../samples.ts'
import { asSeconds, threeDigits } from './digits.ts'

/** A stage's curve in the steps of a chart. Times are seconds from the start of the stage (of its first user), in the middle of a step. */
export type Steps = {
  readonly x: readonly number[]
  /** The highest of the recorded steps that were taken together, in milliseconds: percentiles have no mean. */
  readonly p50: readonly (number | null)[]
  readonly p95: readonly (number | null)[]
  readonly p99: readonly (number | null)[]
  /** The steps that lie wholly within the time that rates are of: in the others a rate would look too low. */
  readonly rates: { readonly x: readonly number[]; readonly okPerSecond: readonly number[] }
  /** All steps: a timeout is known when it has run out, which can be long after the last request was sent. */
  readonly failures: { readonly x: readonly number[]; readonly perSecond: readonly number[] }
}

/** Few answers fall into a recorded step, so that rates jump: this many are taken together, where the curve is long enough. */
const TOGETHER = 4

/** A curve has at least so many steps, where it was recorded in as many. */
const FEWEST = 20

/** Points of one chart, over all its curves, and of one curve. */
const MOST_OF_CHART = 4000
const MOST_OF_CURVE = 240

/** `curves`: how many there are in a chart, which may have the more steps the fewer they are. */
export function stepsOf(samples: StageSamples, curves: number): Steps {
  const { windows } = samples
  const stepMs = (windows[1]?.fromMs ?? 0) - (windows[0]?.fromMs ?? 0) || 1000
  const most = Math.max(FEWEST, Math.min(MOST_OF_CURVE, Math.floor(MOST_OF_CHART / curves)))
  const least = Math.ceil(windows.length / most)
  const together = Math.max(least, Math.min(TOGETHER, Math.floor(windows.length / FEWEST)))
  const latencies = chunks(windows, least)
  const rates = wholeChunks(samples, stepMs, together)
  const failures = chunks(windows, together)
  const middle = (chunk: readonly Window[]) => asSeconds((chunk[0]?.fromMs ?? 0) + (chunk.length * stepMs) / 2)
  const perSecond = (of: (window: Window) => number) => (chunk: readonly Window[]) =>
    threeDigits(chunk.reduce((sum, one) => sum + of(one), 0) / ((chunk.length * stepMs) / 1000))
  const highest = (of: (window: Window) => number | null) => latencies.map((chunk) => highestMs(chunk.map(of)))
  return {
    x: latencies.map(middle),
    p50: highest((window) => window.p50Micros),
    p95: highest((window) => window.p95Micros),
    p99: highest((window) => window.p99Micros),
    rates: { x: rates.map(middle), okPerSecond: rates.map(perSecond(({ ok }) => ok)) },
    failures: { x: failures.map(middle), perSecond: failures.map(perSecond(({ failed }) => failed)) },
  }
}

function chunks(windows: readonly Window[], size: number): readonly (readonly Window[])[] {
  const count = Math.ceil(windows.length / Math.max(1, size))
  return Array.from({ length: count }, (_, place) => windows.slice(place * size, (place + 1) * size))
}

/** The clock of the windows and that of the rates differ by a little. */
const SLACK_MS = 20

/** Rates are of `seconds`, which begin when all users have spawned; the windows' clock begins with the first of them. */
function wholeChunks({ windows, seconds, spawn }: StageSamples, stepMs: number, size: number) {
  const fromMs = (spawn?.seconds ?? 0) * 1000
  const measured = windows.filter((window) => window.fromMs >= fromMs - SLACK_MS)
  const endMs = (chunk: readonly Window[]) => (chunk.at(-1)?.fromMs ?? 0) + stepMs
  return chunks(measured, size).filter((chunk) => endMs(chunk) <= fromMs + seconds * 1000 + SLACK_MS)
}

function highestMs(micros: readonly (number | null)[]): number | null {
  const known = micros.filter((value) => value !== null)
  return known.length === 0 ? null : threeDigits(Math.max(...known) / 1000)
}
