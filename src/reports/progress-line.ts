import { outside, type Words, words } from '../model/outside.ts'
import type { Progress } from '../model/progress.ts'
import { plainLine } from './escape.ts'

/** Longest silence between two plain lines of one stage, in milliseconds of the stage. */
const EVERY_MS = 5000

/** Events come at least so often, so that one within this of a stage's end may be its last, in milliseconds. */
const LAST_MS = 250

/** Says for each event whether a plain line is due: at the start of a stage, at most every 5 s of it, and once at its end. */
export function createPacer(): (now: Progress) => boolean {
  let last: Progress | null = null
  return (now) => {
    const due = last === null || isNewStage(last, now) || isDueWithin(last, now)
    if (due) last = now
    return due
  }
}

/** After the line of the end, nothing but the last answers is waited for. */
function isDueWithin(last: Progress, now: Progress): boolean {
  if (isEnding(last)) return false
  return isEnding(now) || now.stageElapsedMs - last.stageElapsedMs >= EVERY_MS
}

/** A stage that ends by a count says no end beforehand. */
function isEnding({ stageElapsedMs, stageMs }: Progress): boolean {
  return stageMs !== null && stageElapsedMs >= stageMs - LAST_MS
}

/** A stage that runs again in the same round (the other side's turn) is seen by its time going back. */
function isNewStage(last: Progress, now: Progress): boolean {
  return last.round !== now.round || last.stage !== now.stage || now.stageElapsedMs < last.stageElapsedMs
}

/** `round 1 of 3, steady: 5 of 10 s, 357 RPS, p95 37 ms, 0 failed, 41 s left`. */
export function progressLine(now: Progress): string {
  const elapsed = Math.round(now.stageElapsedMs / 1000)
  const seconds = now.stageMs === null ? `${elapsed} s` : `${elapsed} of ${Math.round(now.stageMs / 1000)} s`
  return plainLine(words`${place(now)}: ${seconds}, ${figures(now).join(', ')}, ${left(now)}`)
}

/** With it, a line of ordinary figures fits into 80 columns. */
const BAR_WIDTH = 10

/** The same in one line with a bar, the most important first, as a line that is drawn again and again is cut at its end. */
export function progressBar(now: Progress): string {
  const done = Math.floor(share(now) * BAR_WIDTH)
  const bar = `[${'#'.repeat(done)}${'.'.repeat(BAR_WIDTH - done)}]`
  return plainLine(words`${place(now)}  ${bar}  ${left(now)}  ${figures(now).join('  ')}`)
}

/** How much of the stage is over; 0 where nobody knows, because it ends by a count. */
function share({ stageMs, stageElapsedMs }: Progress): number {
  return stageMs === null || stageMs <= 0 ? 0 : Math.min(1, Math.max(0, stageElapsedMs / stageMs))
}

function place(now: Progress): Words {
  return words`round ${now.round} of ${now.rounds}, ${outside(now.stage)}${now.warmUp ? ' (warm-up)' : ''}`
}

function figures(now: Progress): readonly string[] {
  const p95 = now.p95Ms === null ? 'p95 -' : `p95 ${roundMs(now.p95Ms)} ms`
  return [`${Math.round(now.rps)} RPS`, p95, `${now.failed} failed`]
}

/** A glance, not a measurement: whole milliseconds, one decimal below ten. */
function roundMs(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms))
}

function left(now: Progress): string {
  return `${Math.max(0, Math.round(now.secondsLeft))} s left`
}
