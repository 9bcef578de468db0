import type { Outside } from '../../model/outside.ts'
import { commandSafe, pasteLine } from '../../reports/escape.ts'
import { type Failed, failureCode } from '../attempt/attempt.ts'
import { errorPage } from '../attempt/error-page.ts'
import { printReport } from './terminal.ts'

/** Says at a terminal why a command could not do its work: what the user can mend on `stream`, the rest on standard error. Returns the exit code. */
export function tellFailure(failed: Failed, stream: NodeJS.WriteStream): number {
  switch (failed.kind) {
    case 'bad-config':
      printReport(errorPage(failed.error), stream)
      printBlock(failed.block, stream)
      break
    case 'bad-setup':
      printReport(errorPage(failed.error), stream)
      break
    case 'interrupted':
      console.error('Interrupted. What this run started has been removed, unless a warning says otherwise.')
      break
    case 'bug':
      tellBug(failed.error)
  }
  return failureCode(failed)
}

/** At the left edge and without a mark, so that it can be copied. */
function printBlock(block: readonly Outside[], stream: NodeJS.WriteStream): void {
  if (block.length > 0) stream.write(`\n${block.map(pasteLine).join('\n')}\n`)
}

export function tellBug(error: Error): void {
  console.error(commandSafe(error.stack ?? error.message))
  console.error('This is a bug in perf-gate: please report it with the lines above.')
}
