import { systemClock } from '../../host/clock.ts'
import { onInterrupt } from '../../host/interrupts.ts'
import { readResultText } from '../../host/result-file.ts'
import { compare, worstCode } from '../../stories/compare.ts'
import { commandOutput, printJson } from './command-output.ts'
import type { Flags } from './flags.ts'
import { comparedDocument } from './json-document.ts'
import { namedResults } from './named-results.ts'

/** `perf-gate compare`: judges results again from their files. The tables or the JSON go to standard output. */
export async function compareCommand(flags: Flags): Promise<number> {
  const files = namedResults('compare', flags.operands)
  const interrupted = onInterrupt()
  const { log, tables } = commandOutput(flags, interrupted)
  const world = {
    outputs: tables,
    readText: readResultText,
    clock: systemClock,
    log,
    signal: interrupted,
  }
  const finished = await compare(world, files)
  if (flags.given('json')) printJson(comparedDocument(finished))
  return worstCode(finished)
}
