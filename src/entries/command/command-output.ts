import type { Output } from '../../ports.ts'
import type { TerminalLog } from '../../terminal/terminal-log.ts'
import type { Attempt } from '../attempt/attempt.ts'
import type { Flags } from './flags.ts'
import { failedDocument, type JsonDocument, jsonText } from './json-document.ts'
import { tableOnTerminal } from './table-on-terminal.ts'
import { tellFailure } from './tell-failure.ts'
import { commandLog } from './terminal.ts'

/** What a command that judges says, and where: `--json` and `--quiet`. */
export type CommandOutput = {
  readonly log: TerminalLog
  /** The table on standard output; none where that is for JSON alone. */
  readonly tables: readonly Output[]
  /** Says how it ended, where that is not said yet. `toDocument` makes the JSON of what was judged. */
  tellEnd<T>(ended: Attempt<T>, toDocument: (value: T) => JsonDocument): void
}

export function commandOutput(flags: Flags, interrupted: AbortSignal): CommandOutput {
  const isJson = flags.given('json')
  const log = commandLog({ quiet: flags.given('quiet'), interrupted })
  return {
    log,
    tables: isJson ? [] : [tableOnTerminal(log.clear)],
    tellEnd(ended, toDocument) {
      log.clear()
      if (isJson) printJson(ended.kind === 'done' ? toDocument(ended.value) : failedDocument(ended))
      // What was judged has printed its table already.
      if (ended.kind !== 'done') tellFailure(ended, isJson ? process.stderr : process.stdout)
    },
  }
}

export function printJson(document: JsonDocument): void {
  process.stdout.write(jsonText(document))
}
