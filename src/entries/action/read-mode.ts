import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'

/** What the action does. */
export type Mode = (typeof MODES)[number]

const MODES = ['gate', 'calibrate', 'capacity', 'comment'] as const

/** The input `mode`, `null` where it was not given. */
export function readMode(text: string | null): Parsed<Mode> {
  const mode = MODES.find((one) => one === (text ?? 'gate'))
  if (mode !== undefined) return parsed(mode)
  return wrong(
    words`"${outside(text ?? '')}" is not a mode`,
    words`Write gate (the default), calibrate, capacity or comment.`,
  )
}
