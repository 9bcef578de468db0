import { join, resolve } from 'node:path'
import { checkWritable, writeText } from '../../host/report-files.ts'
import { readResultText } from '../../host/result-file.ts'
import { isCapacityText, readCapacity } from '../../model/capacity/read-capacity.ts'
import { SetupError } from '../../model/errors.ts'
import { outside, plainText, words } from '../../model/outside.ts'
import type { TextOfFile } from '../../ports.ts'
import { type Compared, judgeAgain, readResults } from '../../stories/compare.ts'
import { openFile } from '../../stories/open-file.ts'
import { size } from '../../stories/size.ts'
import { type Flags, UsageError } from './flags.ts'
import { namedResults } from './named-results.ts'
import { FORMATS, type Rendered, type RenderedFile, renderedCapacity, renderedResult } from './rendered-files.ts'
import { commandLog, printReport } from './terminal.ts'

/** `perf-gate report`: renders a result again, or two of them compared, or what a capacity run found. The table goes to standard output where no file is asked for. */
export async function reportCommand(flags: Flags): Promise<number> {
  const rendered = await readRendered(namedResults('report', flags.operands))
  const folder = flags.text('output')
  const files = filesOf(flags, rendered)
  if (files === null) printReport(rendered.report, process.stdout)
  else if (folder === '-') for (const { text } of files) process.stdout.write(text)
  else await writeAll(files, folder ?? '.')
  return 0
}

/** Throws UsageError where a capacity file is not alone, and SetupError where files cannot be used. */
async function readRendered(files: Compared): Promise<Rendered> {
  const texts = new Map<string, TextOfFile>()
  for (const path of [files.before, files.now]) if (path !== null) texts.set(path, await readResultText(path))
  const [sized] = [...texts].find(([, file]) => file.state === 'text' && isCapacityText(file.text)) ?? []
  if (sized === undefined) {
    const read = await readResults({ readText: async (path) => texts.get(path) ?? readResultText(path) }, files)
    return renderedResult(read, judgeAgain(read))
  }
  if (files.before !== null) {
    const name = plainText([outside(sized)])
    throw new UsageError(`${name} is what a capacity run has measured, and is rendered alone: perf-gate report ${name}`)
  }
  return readSized(sized, texts.get(sized) ?? (await readResultText(sized)))
}

function readSized(path: string, text: TextOfFile): Rendered {
  const opened = openFile(text, readCapacity)
  if (opened.state === 'good') return renderedCapacity(size(opened.capacity))
  throw new SetupError(
    words`The result file cannot be used: ${outside(path)}: ${opened.why}`,
    words`Give a file that "perf-gate capacity" wrote (perf-gate-capacity.json), and this version of perf-gate or a newer one.`,
  )
}

/** Those of the formats that were named; where only a folder was, of all that there are; `null`: none is asked for. Throws UsageError. */
function filesOf(flags: Flags, { files }: Rendered): readonly RenderedFile[] | null {
  const named = FORMATS.filter((format) => flags.given(format))
  const output = flags.text('output')
  if (named.includes('csv') && files.csv === undefined)
    throw new UsageError('"--csv" writes the numbers of one result. Give one result file.')
  if (named.length === 0 && output === null) return null
  const made = (named.length > 0 ? named : FORMATS).flatMap((format) => files[format]?.() ?? [])
  if (output === '-' && made.length !== 1)
    throw new UsageError('"--output -" prints one file. Name it: --html or --markdown, of a capacity run also --csv.')
  return made
}

/** A file that was asked for and cannot be written is an error. Throws SetupError. */
async function writeAll(files: readonly RenderedFile[], folder: string): Promise<void> {
  const log = commandLog()
  for (const { path, text } of files) {
    const name = join(folder, path)
    await checkWritable({ name: 'file', path: resolve(name), fix: words`Give another folder by "--output".` })
    await writeText(resolve(name), text)
    log.say(words`Wrote ${outside(name)}`)
  }
}
