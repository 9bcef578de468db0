import { surviveClosedStreams } from '../../host/standard-streams.ts'
import { ConfigError } from '../../model/errors.ts'
import { plainText } from '../../model/outside.ts'
import { commandSafe } from '../../reports/escape.ts'
import { classify } from '../attempt/attempt.ts'
import { version } from '../version.ts'
import { calibrateCommand } from './calibrate-command.ts'
import { capacityCommand } from './capacity-command.ts'
import { checkCommand } from './check-command.ts'
import { printJson } from './command-output.ts'
import { compareCommand } from './compare-command.ts'
import { type Flags, readFlags, UsageError } from './flags.ts'
import { gateCommand } from './gate-command.ts'
import { initCommand } from './init-command.ts'
import { failedDocument } from './json-document.ts'
import { reportCommand } from './report-command.ts'
import { adviseAnyImage } from './suggest-block.ts'
import { tellFailure } from './tell-failure.ts'
import { USAGE } from './usage.ts'

/** The commands by name; each gives the exit code. */
const COMMANDS: Readonly<Record<string, (flags: Flags) => Promise<number>>> = {
  run: gateCommand,
  calibrate: calibrateCommand,
  capacity: capacityCommand,
  compare: compareCommand,
  report: reportCommand,
  check: checkCommand,
  init: initCommand,
}

/** The command line: `perf-gate COMMAND [flags]`. Returns the exit code (design: 0, 1, 2, 3, 130). */
export async function runCommand(args: readonly string[]): Promise<number> {
  surviveClosedStreams()
  const [name, ...rest] = args
  if (name === '--version' || name === '-v') return print(version)
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(USAGE)
  const command = COMMANDS[name]
  if (command === undefined)
    return complain(`There is no command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`)
  try {
    const flags = readFlags(name, rest)
    return flags.help ? print(USAGE) : await command(flags)
  } catch (error) {
    if (error instanceof UsageError) return complain(error.message)
    const failed = error instanceof ConfigError ? adviseAnyImage(error) : classify(error)
    if (rest.includes('--json')) printJson(failedDocument(failed))
    return tellFailure(failed, process.stderr)
  }
}

function print(text: string): number {
  console.log(text)
  return 0
}

/** The text may hold what the user typed: it is made safe for a log that obeys commands. */
function complain(text: string): number {
  console.error(
    commandSafe(
      text
        .split('\n')
        .map((line) => plainText([{ outside: line }]))
        .join('\n'),
    ),
  )
  return 2
}
