import { type CommentMode, readCommentMode } from '../../github/comment-mode.ts'
import type { InputName } from '../../github/inputs.ts'
import { ConfigError, type Problem } from '../../model/errors.ts'
import { type GateKey, readGateKey } from '../../model/gate-key.ts'
import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { type Mode, readMode } from './read-mode.ts'

/** What the inputs say beside the configuration. */
export type Setting = {
  readonly mode: Mode
  /** When a gate comments, and when a capacity run does: that only where somebody asks for it. */
  readonly comment: { readonly gate: CommentMode; readonly capacity: CommentMode }
  /** The one that somebody chose; `null`: it is made of what is known of the gate. */
  readonly key: GateKey | null
}

/** The input's value; `null` where it was not given. */
type Given = (name: InputName) => string | null
type Env = Readonly<Record<string, string | undefined>>

/** Throws ConfigError with all that is wrong with these inputs. */
export function readSetting(given: Given, env: Env): Setting {
  const key = given('key')
  const mode = readMode(given('mode'))
  const comment = readComments(given('comment'), env)
  const chosen: Parsed<GateKey | null> = key === null ? parsed(null) : readGateKey(key)
  const event = checkEvent(mode, given('allow-untrusted-event'), env.GITHUB_EVENT_NAME ?? '')
  const read: readonly [InputName, Parsed<unknown>][] = [
    ['mode', mode],
    ['comment', comment],
    ['key', chosen],
    ['allow-untrusted-event', event],
  ]
  const problems = read.flatMap(([input, one]): Problem[] =>
    one.state === 'wrong' ? [{ place: { kind: 'input', input }, text: one.text, fix: one.fix }] : [],
  )
  if (mode.state === 'wrong' || comment.state === 'wrong' || chosen.state === 'wrong' || event.state === 'wrong') {
    throw new ConfigError(problems)
  }
  return { mode: mode.value, comment: comment.value, key: chosen.value }
}

function readComments(given: string | null, env: Env): Parsed<Setting['comment']> {
  const gate = readCommentMode(given, 'always', env)
  const capacity = readCommentMode(given, 'never', env)
  if (gate.state === 'wrong') return gate
  return capacity.state === 'wrong' ? capacity : parsed({ gate: gate.value, capacity: capacity.value })
}

/** Events that run the base branch's workflow, with its secrets and a token that may write, because of what anybody did. */
const UNTRUSTED: readonly string[] = ['pull_request_target', 'workflow_run', 'issue_comment']

/** A gate starts an image, which may be what somebody proposes. */
function checkEvent(mode: Parsed<Mode>, allowed: string | null, event: string): Parsed<null> {
  if (allowed !== null && allowed !== 'true' && allowed !== 'false') {
    return wrong(words`"${outside(allowed)}" is neither true nor false`, words`Write true or false.`)
  }
  const startsImages = mode.state === 'value' && mode.value !== 'comment'
  if (!startsImages || allowed === 'true' || !UNTRUSTED.includes(event)) return parsed(null)
  return wrong(
    words`${event} gives this job secrets and a token that may write, whoever caused it, and a gate starts an image that may come from their change`,
    words`Run the gate on pull_request, and let a workflow on workflow_run comment with "mode: comment". Write true only where this job never starts what a pull request has built.`,
  )
}
