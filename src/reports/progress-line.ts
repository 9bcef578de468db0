import { outside, type Words, words } from '../model/outside.ts'
import type { Driving, Progress } from '../model/progress.ts'
import { plainLine } from './escape.ts'
import { glanceCpu, glanceFailed, glanceLeft, glanceMemory, glanceMs, isMarkedWarmUp } from './live-figures.ts'

/** Longest silence between two plain lines of one stage, in milliseconds of the stage. */
const EVERY_MS = 5000

/** Events come at least so often, so that one within this of a stage's end may be its last, in milliseconds. */
const LAST_MS = 250

/** Says for each event whether a plain line is due: at the start of a round and of a stage, at most every 5 s of it, and once at its end. */
export function createPacer(): (now: Progress) => boolean {
  let last: Progress | null = null
  return (now) => {
    const due = last === null || isDue(last, now)
    if (due) last = now
    return due
  }
}

function isDue(last: Progress, now: Progress): boolean {
  if (last.trial?.number !== now.trial?.number || last.round !== now.round || last.doing.what !== now.doing.what)
    return true
  if (last.doing.what === 'start' || now.doing.what === 'start') return false
  return isNewStage(last.doing, now.doing) || isDueWithin(last.doing, now.doing)
}

/** After the line of the end, nothing but the last answers is waited for. */
function isDueWithin(last: Driving, now: Driving): boolean {
  if (isEnding(last)) return false
  return isEnding(now) || now.elapsedMs - last.elapsedMs >= EVERY_MS
}

/** A stage that ends by a count says no end beforehand. */
function isEnding({ elapsedMs, plannedMs }: Driving): boolean {
  return plannedMs !== null && elapsedMs >= plannedMs - LAST_MS
}

/** A stage that runs again in the same round (on the other side) is seen by its time going back. */
function isNewStage(last: Driving, now: Driving): boolean {
  return last.stage !== now.stage || now.elapsedMs < last.elapsedMs
}

/**
 * `round 1 of 3, steady: 5 of 10 s, 357 RPS, p95 37 ms, 0 failed, CPU 0.98 of 1, memory 312 of 512 MiB, 41 s left`. Of a capacity run, in place
 * of a round that is the only one, `knee: 8 connections (4 of at most 32), warm-up: 1 of 3 s, …`.
 */
export function progressLine(now: Progress): string {
  const { sides, left, doing } = now
  const parts = doing.what === 'start' ? ['starting'] : [secondsOf(doing), ...figures(doing)]
  const told = [...parts, glanceLeft(left)].filter((part) => part !== '').join(', ')
  return plainLine(words`${placeOf(now)}${doing.what === 'start' ? '' : stageOf(doing, sides.length > 1)}: ${told}`)
}

function placeOf({ trial, round, rounds }: Progress): Words {
  const inRound = words`round ${round} of ${rounds}`
  if (trial === null) return inRound
  const place = words`${trial.what} (${trial.number} of at most ${trial.most})`
  return rounds === 1 ? place : words`${place}, ${inRound}`
}

function stageOf(doing: Driving, hasTwoSides: boolean): Words {
  const { stage, side } = doing
  const marks = [...(isMarkedWarmUp(doing) ? ['warm-up'] : []), ...(hasTwoSides ? [side] : [])]
  return words`, ${outside(stage)}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`
}

function secondsOf({ elapsedMs, plannedMs }: Driving): string {
  const elapsed = Math.round(elapsedMs / 1000)
  return plannedMs === null ? `${elapsed} s` : `${elapsed} of ${Math.round(plannedMs / 1000)} s`
}

function figures(now: Driving): readonly string[] {
  const { usage } = now
  const used = usage === null ? [] : [`CPU ${glanceCpu(usage)}`, `memory ${glanceMemory(usage)}`]
  return [`${Math.round(now.rps)} RPS`, `p95 ${glanceMs(now.p95Ms)}`, `${glanceFailed(now)} failed`, ...used]
}
