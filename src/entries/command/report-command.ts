import { join, resolve } from 'node:path'
import { checkWritable, writeText } from '../../host/report-files.ts'
import { readResultText } from '../../host/result-file.ts'
import { outside, plainText, words } from '../../model/outside.ts'
import type { TextOfFile } from '../../ports.ts'
import { type Compared, judgeAgain, readResults } from '../../stories/compare.ts'
import { type Flags, UsageError } from './flags.ts'
import { namedResults } from './named-results.ts'
import { renderedAlone } from './rendered-alone.ts'
import { FORMATS, type Rendered, type RenderedFile, renderedResult } from './rendered-files.ts'
import { commandLog, printReport } from './terminal.ts'

/** `perf-gate report`: renders a result again, or two of them compared, or what a capacity run or a calibration found. The table goes to standard output where no file is asked for. */
export async function reportCommand(flags: Flags): Promise<number> {
  const rendered = await readRendered(namedResults('report', flags.operands))
  const folder = flags.text('output')
  const files = filesOf(flags, rendered)
  if (files === null) printReport(rendered.report, process.stdout)
  else if (folder === '-') for (const { text } of files) process.stdout.write(text)
  else await writeAll(files, folder ?? '.')
  return 0
}

/** Throws UsageError where a file that is rendered alone is not, and SetupError where files cannot be used. */
async function readRendered(files: Compared): Promise<Rendered> {
  const texts = new Map<string, TextOfFile>()
  for (const path of [files.before, files.now]) if (path !== null) texts.set(path, await readResultText(path))
  for (const [path, text] of texts) {
    const alone = renderedAlone(path, text)
    if (alone === null) continue
    if (files.before === null) return alone.render()
    const name = plainText([outside(path)])
    throw new UsageError(`${name} is ${alone.what}, and is rendered alone: perf-gate report ${name}`)
  }
  const read = await readResults({ readText: async (path) => texts.get(path) ?? readResultText(path) }, files)
  return renderedResult(read, judgeAgain(read))
}

/** Those of the formats that were named; where only a folder was, of all that there are; `null`: none is asked for. Throws UsageError. */
function filesOf(flags: Flags, { files }: Rendered): readonly RenderedFile[] | null {
  const named = FORMATS.filter((format) => flags.given(format))
  const output = flags.text('output')
  if (named.includes('csv') && files.csv === undefined)
    throw new UsageError('"--csv" writes the numbers of one result or of a capacity run. Give one such file.')
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
