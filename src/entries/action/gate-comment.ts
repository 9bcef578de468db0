import type { CommentOutput } from '../../github/comment.ts'
import { readCommentMode } from '../../github/comment-mode.ts'
import { type InputName, readInputs } from '../../github/inputs.ts'
import { type GateKey, readGateKey } from '../../model/gate-key.ts'
import type { ActionWorld } from './action-world.ts'
import { gateIdentity } from './gate-identity.ts'
import { toldOnGithub } from './told-on-github.ts'

type World = Omit<ActionWorld, 'setting'>

/**
 * The comment of a gate whose inputs cannot be read, as far as they say which and whether; `null`: they do not. On other events than a pull request's own
 * nobody is told anything: that may be what is refused.
 */
export function commentOfUnset(world: World): CommentOutput | null {
  if ((valueGiven(world, 'mode') ?? 'gate') !== 'gate') return null
  const given = valueGiven(world, 'key')
  const chosen = given === null ? null : readGateKey(given)
  return chosen?.state === 'wrong' ? null : commentFor(world, chosen?.value ?? null)
}

/** What a step that is none any more has said as a gate; `null`: nobody is to be told. */
export function commentOfFormer(world: World): CommentOutput | null {
  return commentFor(world, null)
}

/** `key`: `null` where only its place in the workflows is known. */
function commentFor(world: World, key: GateKey | null): CommentOutput | null {
  const when = readCommentMode(valueGiven(world, 'comment'), 'always', world.env)
  if (world.env.GITHUB_EVENT_NAME !== 'pull_request' || when.state === 'wrong') return null
  const { place } = gateIdentity({ ...world, chosen: key })
  const telling = { key: () => key, place, when: when.value, files: [], keptAs: 'perf-gate-comment.md' }
  return toldOnGithub(world, telling).comment
}

function valueGiven({ env }: World, name: InputName): string | null {
  return readInputs(env).find(({ input }) => input === name)?.value ?? null
}
