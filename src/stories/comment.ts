import { SetupError } from '../model/errors.ts'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import type { Report } from '../model/report.ts'
import type { Result } from '../model/result.ts'
import type { Inbox, Letter, Scope, TextOfFile } from '../ports.ts'
import { openCapacity, size } from './open-capacity.ts'
import { finish, openResult } from './open-result.ts'
import { publish } from './publish.ts'
import type { World } from './world.ts'

export type CommentWorld = Scope & Pick<World, 'outputs'> & { readonly inbox: Inbox }

/** What the pull request is told of one gate; of a capacity run there is no result that could be judged. */
export type Retold = { readonly report: Report; readonly result: Result | null }

/**
 * Tells a pull request what another run has measured for it, where that run may not. The verdict is made again from the result; the run's own
 * words are never shown. Starts nothing. Throws SetupError where nothing that was found can be used.
 */
export async function comment(world: CommentWorld): Promise<readonly Retold[]> {
  const retold: Retold[] = []
  const bad: Words[] = []
  for (const letter of await world.inbox.receive()) {
    const opened = open(letter)
    if (opened.state === 'bad') {
      bad.push(words`${letter.name}: ${opened.why}`)
      continue
    }
    const { result, report } = opened.retold
    await publish({ ...world, outputs: [...world.outputs, letter.comment] }, report, result)
    retold.push(opened.retold)
  }
  if (retold.length === 0 && bad.length > 0) refuse(bad)
  for (const why of bad) world.log.warn(words`A result of that run cannot be used: ${why}`)
  return retold
}

type Opened = { readonly state: 'good'; readonly retold: Retold } | { readonly state: 'bad'; readonly why: Words }

function open(letter: Letter): Opened {
  try {
    return letter.of === 'capacity' ? openSized(letter.file) : openJudged(letter.file)
  } catch (error) {
    // A result that some program made up can hold what no run gives: its parts fit the format and not each other.
    return { state: 'bad', why: words`it cannot be judged (${outside(String(error))})` }
  }
}

function openJudged(file: TextOfFile): Opened {
  const opened = openResult(file)
  return opened.state === 'good' ? { state: 'good', retold: finish(opened.result) } : opened
}

function openSized(file: TextOfFile): Opened {
  const opened = openCapacity(file)
  return opened.state === 'good'
    ? { state: 'good', retold: { report: size(opened.capacity).report, result: null } }
    : opened
}

function refuse(bad: readonly Words[]): never {
  throw new SetupError(
    words`The run left nothing that can be used: ${joinWords(bad, '; ')}`,
    words`Use the same version of perf-gate in both workflows, and look at the log of that run.`,
  )
}
