import { SetupError } from '../model/errors.ts'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import type { Inbox, Letter, Scope } from '../ports.ts'
import type { Finished } from './gate.ts'
import { finish, openResult } from './open-result.ts'
import { publish } from './publish.ts'
import type { World } from './world.ts'

export type CommentWorld = Scope & Pick<World, 'outputs'> & { readonly inbox: Inbox }

/**
 * Tells a pull request what another run has measured for it, where that run may not. The verdict is made again from the result; the run's own
 * words are never shown. Starts nothing. Throws SetupError where nothing that was found can be used.
 */
export async function comment(world: CommentWorld): Promise<readonly Finished[]> {
  const finished: Finished[] = []
  const bad: Words[] = []
  for (const letter of await world.inbox.receive()) {
    const opened = open(letter)
    if (opened.state === 'bad') {
      bad.push(words`${letter.name}: ${opened.why}`)
      continue
    }
    const { result, report } = opened.finished
    await publish({ ...world, outputs: [...world.outputs, letter.comment] }, report, result)
    finished.push(opened.finished)
  }
  if (finished.length === 0 && bad.length > 0) refuse(bad)
  for (const why of bad) world.log.warn(words`A result of that run cannot be used: ${why}`)
  return finished
}

type Opened = { readonly state: 'good'; readonly finished: Finished } | { readonly state: 'bad'; readonly why: Words }

function open({ file }: Letter): Opened {
  const opened = openResult(file)
  if (opened.state === 'bad') return opened
  try {
    return { state: 'good', finished: finish(opened.result) }
  } catch (error) {
    // A result that some program made up can hold what no run gives: its parts fit the format and not each other.
    return { state: 'bad', why: words`it cannot be judged (${outside(String(error))})` }
  }
}

function refuse(bad: readonly Words[]): never {
  throw new SetupError(
    words`The run left nothing that can be used: ${joinWords(bad, '; ')}`,
    words`Use the same version of perf-gate in both workflows, and look at the log of that run.`,
  )
}
