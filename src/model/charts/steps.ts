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

const MOST_OF_CURVE = 240

/** The clock of the windows and that of the rates differ by a little. */
const SLACK_MS = 20

/** `most`: steps that the curve may have at most, as others share its chart. */
export function stepsOf(samples: StageSamples, most: number): Steps {
  const { windows } = samples
  const stepMs = (windows[1]?.fromMs ?? 0) - (windows[0]?.fromMs ?? 0) || 1000
  const least = Math.ceil(windows.length / Math.max(FEWEST, Math.min(MOST_OF_CURVE, Math.floor(most))))
  const together = Math.max(least, Math.min(TOGETHER, Math.floor(windows.length / FEWEST)))
  const latencies = chunks(withoutSliver(samples, stepMs), least)
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

/**
 * A closed loop sends nothing after its end: a last step that begins with it holds the few answers that were just under way, whose percentiles are of
 * nothing that was offered. Answers that come later than that were waited for, and are shown; and so is all that came late on a schedule.
 */
function withoutSliver({ windows, seconds, spawn, offeredPerSecond }: StageSamples, stepMs: number): readonly Window[] {
  const afterEndMs = (windows.at(-1)?.fromMs ?? 0) - ((spawn?.seconds ?? 0) + seconds) * 1000
  const isSliver = offeredPerSecond === null && afterEndMs >= -SLACK_MS && afterEndMs < stepMs
  return isSliver ? windows.slice(0, -1) : windows
}

function chunks(windows: readonly Window[], size: number): readonly (readonly Window[])[] {
  const count = Math.ceil(windows.length / Math.max(1, size))
  return Array.from({ length: count }, (_, place) => windows.slice(place * size, (place + 1) * size))
}

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
