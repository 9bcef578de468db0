import { join, resolve } from 'node:path'
import { checkWritable, writeText } from '../host/report-files.ts'
import { readResultText } from '../host/result-file.ts'
import { outside, words } from '../model/outside.ts'
import { judgeAgain, readResults } from '../stories/compare.ts'
import { type Flags, UsageError } from './flags.ts'
import { namedResults } from './named-results.ts'
import { FORMATS, type Format, RENDERERS, type Rendered } from './rendered-files.ts'
import { commandLog, printReport } from './terminal.ts'

/** `perf-gate report`: renders a result again, or two of them compared. The table goes to standard output where no file is asked for. */
export async function reportCommand(flags: Flags): Promise<number> {
  const files = namedResults('report', flags.operands)
  const folder = flags.text('output')
  const formats = formatsOf(flags, files.before !== null)
  const read = await readResults({ readText: readResultText }, files)
  const rendered = { read, judged: judgeAgain(read) }
  if (formats.length === 0) printReport(rendered.judged.report, process.stdout)
  else if (folder === '-') for (const format of formats) print(format, rendered)
  else for (const format of formats) await write(format, rendered, folder ?? '.')
  return 0
}

/** Those that were named; where only a folder was, all. Throws UsageError. */
function formatsOf(flags: Flags, isComparison: boolean): readonly Format[] {
  const named = FORMATS.filter((format) => flags.given(format))
  const output = flags.text('output')
  if (isComparison && named.includes('csv'))
    throw new UsageError('"--csv" writes the numbers of one result. Give one result file.')
  if (output === '-' && (named.length !== 1 || named[0] === 'csv'))
    throw new UsageError('"--output -" prints one file. Name it: --html or --markdown.')
  if (named.length > 0 || output === null) return named
  return isComparison ? FORMATS.filter((format) => format !== 'csv') : FORMATS
}

function print(format: Format, rendered: Rendered): void {
  for (const { text } of RENDERERS[format](rendered)) process.stdout.write(text)
}

/** A file that was asked for and cannot be written is an error. Throws SetupError. */
async function write(format: Format, rendered: Rendered, folder: string): Promise<void> {
  const log = commandLog()
  for (const { path, text } of RENDERERS[format](rendered)) {
    const name = join(folder, path)
    await checkWritable({ name: 'file', path: resolve(name), fix: words`Give another folder by "--output".` })
    await writeText(resolve(name), text)
    log.say(words`Wrote ${outside(name)}`)
  }
}
