import { outside, words } from '../model/outside.ts'
import { type Parsed, parsed, wrong } from '../model/parsed.ts'

/** What the action does. */
export type Mode = (typeof MODES)[number]

const MODES = ['gate', 'calibrate', 'comment'] as const

/** Modes that later versions will have: who asks for one has read a newer page. */
const LATER: readonly string[] = ['capacity']

/** The input `mode`, `null` where it was not given. */
export function readMode(text: string | null): Parsed<Mode> {
  const mode = MODES.find((one) => one === (text ?? 'gate'))
  if (mode !== undefined) return parsed(mode)
  const given = outside(text ?? '')
  const problem = LATER.includes(given.outside)
    ? words`"${given}" is not in this version of perf-gate`
    : words`"${given}" is not a mode`
  return wrong(problem, words`Write gate (the default), calibrate or comment.`)
}
