import { readFile } from 'node:fs/promises'
import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'
import type { LaunchOutcome } from '../container/launch.ts'

const WANTED = 65_536

/**
 * The limit of open files of every container of a run: what is wanted, else what this process may have itself (an engine without the
 * right to raise its own limit refuses more), else the engine's own. What was accepted once is kept, so that all starts are equal.
 */
export class OpenFiles {
  readonly #candidates: (number | null)[]

  constructor(ownLimit: number | null) {
    this.#candidates = [WANTED, ...(ownLimit !== null && ownLimit < WANTED ? [ownLimit] : []), null]
  }

  /** Launches with the limit that was asked for; where none was (`null`), with the first that the engine does not refuse. Throws SetupError where it refuses what was asked for. */
  async settle(
    asked: number | null,
    launch: (nofile: number | null) => Promise<LaunchOutcome>,
  ): Promise<LaunchOutcome> {
    if (asked !== null) return await launchExactly(asked, launch)
    for (;;) {
      const nofile = this.#candidates[0] ?? null
      const outcome = await launch(nofile)
      const refused = outcome.state === 'refused' && isRefusedLimit(outcome.error.message)
      if (!refused || nofile === null) return outcome
      if (this.#candidates[0] === nofile) this.#candidates.shift()
    }
  }
}

async function launchExactly(
  asked: number,
  launch: (nofile: number) => Promise<LaunchOutcome>,
): Promise<LaunchOutcome> {
  const outcome = await launch(asked)
  if (outcome.state !== 'refused' || !isRefusedLimit(outcome.error.message)) return outcome
  throw new SetupError(
    words`the engine cannot give a container ${asked} open files ("nofile"): ${outside(outcome.error.message)}`,
    words`Lower "nofile", leave it out, or raise the engine's own limit ("LimitNOFILE" of its service).`,
  )
}

/** The runtime's words when it may not set an rlimit (runc, crun). */
export function isRefusedLimit(message: string): boolean {
  return /rlimit|ulimit|RLIMIT_NOFILE/i.test(message)
}

/** The hard limit of open files of this process; `null` where the kernel does not say, or has none. */
export async function readOwnLimit(): Promise<number | null> {
  try {
    const limits = await readFile('/proc/self/limits', 'utf8')
    const hard = /^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1]
    return hard === undefined ? null : Number(hard)
  } catch {
    // Not Linux.
    return null
  }
}
