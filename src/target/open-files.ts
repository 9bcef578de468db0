import { readFile } from 'node:fs/promises'
import type { LaunchOutcome } from './launch.ts'

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

  /** Launches with the first limit that the engine does not refuse. */
  async settle(launch: (nofile: number | null) => Promise<LaunchOutcome>): Promise<LaunchOutcome> {
    for (;;) {
      const nofile = this.#candidates[0] ?? null
      const outcome = await launch(nofile)
      const refused = outcome.state === 'refused' && isRefusedLimit(outcome.error.message)
      if (!refused || nofile === null) return outcome
      if (this.#candidates[0] === nofile) this.#candidates.shift()
    }
  }
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
