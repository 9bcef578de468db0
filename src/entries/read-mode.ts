import { ConfigError } from '../model/errors.ts'
import { outside, words } from '../model/outside.ts'

/** What the action does. */
export type Mode = 'gate' | 'calibrate'

/** Modes that later versions will have: who asks for one has read a newer page. */
const LATER: readonly string[] = ['capacity', 'comment']

/** The input `mode`, `null` where it was not given. Throws ConfigError. */
export function readMode(text: string | null): Mode {
  if (text === null || text === 'gate' || text === 'calibrate') return text ?? 'gate'
  const wrong = LATER.includes(text)
    ? words`"${outside(text)}" is not in this version of perf-gate`
    : words`"${outside(text)}" is not a mode`
  throw new ConfigError([
    {
      place: { kind: 'input', input: 'mode' },
      text: wrong,
      fix: words`Write gate (the default) or calibrate.`,
    },
  ])
}
