import { systemClock } from '../host/clock.ts'
import { onInterrupt } from '../host/interrupts.ts'
import { readResultText } from '../host/result-file.ts'
import { type Compared, compare, worstCode } from '../stories/compare.ts'
import { type Flags, UsageError } from './flags.ts'
import { tableOnTerminal } from './table-on-terminal.ts'
import { commandLog } from './terminal.ts'

/** `perf-gate compare`: judges results again from their files. The tables go to standard output. */
export async function compareCommand(flags: Flags): Promise<number> {
  const files = filesOf(flags.operands)
  const log = commandLog()
  const world = {
    outputs: [tableOnTerminal(log.clear)],
    readText: readResultText,
    clock: systemClock,
    log,
    signal: onInterrupt(),
  }
  return worstCode(await compare(world, files))
}

function filesOf(operands: readonly string[]): Compared {
  const [first, second, ...more] = operands
  if (first === undefined || more.length > 0)
    throw new UsageError(
      `compare takes one or two result files, got ${operands.length}: perf-gate compare BEFORE.json NOW.json`,
    )
  return second === undefined ? { now: first, before: null } : { now: second, before: first }
}
