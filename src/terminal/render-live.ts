import type { Ms } from '../model/config.ts'
import type { LiveRun } from '../model/live-run.ts'
import { outside, words } from '../model/outside.ts'
import { displayWidth, padLeft, shortenTo } from '../reports/display-width.ts'
import { plainLine } from '../reports/escape.ts'
import { glanceLeft, glanceSeconds, isMarkedWarmUp } from '../reports/live-figures.ts'
import { painter } from '../reports/paint.ts'
import { progressBar } from '../reports/progress-bar.ts'
import { listRows, squeezeTo } from './list-rows.ts'
import type { Look, Space } from './look.ts'
import { tableRows } from './table-rows.ts'

/** Beyond this the eye loses the line. */
const WIDEST = 160

/** A stage may have a long name. */
const LONGEST_PLACE = 40

/**
 * The live block: where the run is, and a table of what each side does; in a narrow terminal a list of what the driven one does.
 * It has as many lines in every moment of a run. `sinceMs`: since the last that was told. No line is as long as the terminal is
 * wide: a full line would wrap.
 */
export function renderLive(run: LiveRun, sinceMs: Ms, { columns, rows, colour, glyphs }: Look): readonly string[] {
  const space = { width: Math.min(columns - 1, WIDEST), paint: painter(colour), glyphs }
  const table = tableRows(run, space)
  const lines =
    table === null
      ? [...trialHead(run, space), ...narrowHead(run, sinceMs, space), ...listRows(run, space)]
      : [...trialHead(run, space), wideHead(run, sinceMs, space), ...table]
  return lines.map((line) => line.trimEnd()).slice(0, Math.max(1, rows - 1))
}

/** `knee: 8 connections, configuration 4 of at most 32`: of a capacity run, which has more to say of its place than fits before a bar. */
function trialHead({ now: { trial } }: LiveRun, { width, paint }: Space): readonly string[] {
  if (trial === null) return []
  const place = plainLine(words`${trial.what}, configuration ${trial.number} of at most ${trial.most}`)
  return [paint(squeezeTo(place, width), 'bold')]
}

/** `round 2 of 3, steady  ━━━━━━━╸──────────   5 of 10 s  41 s left`. */
function wideHead(run: LiveRun, sinceMs: Ms, space: Space): string {
  const { left } = run.now
  const place = shortenTo(placeOf(run), Math.min(LONGEST_PLACE, Math.floor(space.width / 2)))
  // Room for the longest, so that the bar keeps its length.
  const time = `${padLeft(secondsOf(run, sinceMs), 12)}  ${padLeft(glanceLeft(left), left?.atMost === true ? 19 : 11)}`
  const rest = space.width - displayWidth(place) - displayWidth(time) - 4
  return `${space.paint(place, 'bold')}  ${barOf(run, { ...space, width: rest })}  ${time}`
}

function narrowHead(run: LiveRun, sinceMs: Ms, space: Space): readonly string[] {
  const time = [glanceLeft(run.now.left), secondsOf(run, sinceMs).trimStart()].filter((part) => part !== '').join(', ')
  return [space.paint(squeezeTo(placeOf(run), space.width), 'bold'), barOf(run, space), squeezeTo(time, space.width)]
}

function barOf({ now }: LiveRun, { width, paint, glyphs }: Space): string {
  const { done, rest } = progressBar(now.share, Math.max(0, width), glyphs)
  return paint(done, 'green') + paint(rest, 'grey')
}

function placeOf({ now: { trial, round, rounds, doing } }: LiveRun): string {
  const what =
    doing.what === 'start'
      ? words`starting`
      : words`${outside(doing.stage)}${isMarkedWarmUp(doing) ? ' (warm-up)' : ''}`
  // Which configuration it is stands in a line of its own, and few have more than one round.
  return plainLine(trial !== null && rounds === 1 ? what : words`round ${round} of ${rounds}, ${what}`)
}

function secondsOf({ now: { doing } }: LiveRun, sinceMs: Ms): string {
  return doing.what === 'start' ? glanceSeconds(sinceMs, null) : glanceSeconds(doing.elapsedMs, doing.plannedMs)
}
