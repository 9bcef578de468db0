import { mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SetupError } from '../model/errors.ts'
import { outside, type Words, words } from '../model/outside.ts'
import type { Report } from '../model/report/report.ts'
import type { Result } from '../model/result/result.ts'
import type { Output } from '../ports.ts'

/** Writes a text, making the folder where it is missing. */
export async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

/** Writes a text in place of a file as a whole: who is killed in the middle of it leaves what was there. */
export async function replaceText(path: string, text: string): Promise<void> {
  const before = await stat(path).catch(() => null)
  // A device or a pipe cannot be replaced.
  if (before !== null && !before.isFile()) return await writeText(path, text)
  // What a link leads to is replaced, not the link.
  const file = before === null ? path : await realpath(path)
  const part = `${file}.${process.pid}.part`
  try {
    await writeText(part, text)
    await rename(part, file)
  } finally {
    await rm(part, { force: true })
  }
}

/** A file that a run is to write. `fix`: what to do where it cannot be written. */
export type PlannedFile = { readonly name: string; readonly path: string; readonly fix: Words }

/** Makes sure before a run that a file can be written at its end, and makes its folder. What was there stays as it was. Throws SetupError. */
export async function checkWritable({ name, path, fix }: PlannedFile): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await tryWriting(path)
  } catch (cause) {
    throw new SetupError(words`The ${name} ${outside(path)} cannot be written: ${whyNot(cause)}`, fix, { cause })
  }
}

async function tryWriting(path: string): Promise<void> {
  const before = await stat(path).catch(() => null)
  // To open a device or a pipe can wait for its reader.
  if (before !== null && !before.isFile() && !before.isDirectory()) return
  const file = await open(path, 'a')
  try {
    // A full disk takes an empty file.
    if (before === null) await file.write(' ')
  } finally {
    await file.close()
    if (before === null) await rm(path, { force: true })
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EACCES: 'there is no permission to write there',
  EPERM: 'there is no permission to write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
}

function whyNot(error: unknown): Words {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = REASONS[code]
  return reason === undefined ? words`${outside(error instanceof Error ? error.message : String(error))}` : [reason]
}

/** An output that is a file: the report as `render` gives it, with what was measured (`null`: nothing was). */
export function reportFile(path: string, render: (report: Report, result: Result | null) => string): Output {
  return {
    name: 'report file',
    async publish(report, result) {
      try {
        await writeText(path, render(report, result))
        return { state: 'written' }
      } catch (error) {
        return { state: 'refused', why: words`${outside(error instanceof Error ? error.message : String(error))}` }
      }
    },
  }
}

/** An output that is a folder with files, each of which is made from the result. */
export function resultFiles(folder: string, files: Readonly<Record<string, (result: Result) => string>>): Output {
  return {
    name: 'folder of CSV files',
    async publish(_report, result) {
      if (result === null) return { state: 'skipped' }
      try {
        for (const [name, render] of Object.entries(files)) await writeText(join(folder, name), render(result))
        return { state: 'written' }
      } catch (error) {
        return { state: 'refused', why: words`${outside(error instanceof Error ? error.message : String(error))}` }
      }
    },
  }
}
