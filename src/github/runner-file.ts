import { outside, words } from '../model/outside.ts'
import type { Log } from '../ports.ts'

/** Writes to a file of the runner. One that cannot be written is a warning and changes nothing. */
export function toRunner(name: string, write: () => void, log: Pick<Log, 'warn'>): void {
  try {
    write()
  } catch (error) {
    const why = outside(error instanceof Error ? error.message : String(error))
    log.warn(words`The ${name} could not be written for the runner: ${why}`)
  }
}
