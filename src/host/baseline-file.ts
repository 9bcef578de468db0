import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import { outside, words } from '../model/outside.ts'
import { decodeBaseline, encodeBaseline, type Lookup } from '../model/result/baseline.ts'
import type { BaselineStore } from '../ports.ts'

/** A baseline is kilobytes; a file beyond this is something else. */
const LARGEST_BYTES = 5 * 1024 ** 2

/** The baseline in the file that `baseline.path` names. A file that was asked for by name and cannot be read is an error, never "no baseline". */
export const baselineFile: BaselineStore = {
  async find(config: Config): Promise<Lookup> {
    const { path } = config.baseline
    if (path === null) return { state: 'off' }
    const source = await readCapped(path)
    if (source === null) return { state: 'missing', where: outside(path) }
    const decoded = decodeBaseline(source)
    switch (decoded.state) {
      case 'good':
        return { state: 'found', where: outside(path), baseline: decoded.baseline }
      case 'newer':
        throw new SetupError(
          words`The baseline file ${outside(path)} has format ${decoded.schema}, which a newer perf-gate wrote`,
          words`Use that version of perf-gate, or remove the file and store a new baseline.`,
        )
      case 'corrupt':
        throw new SetupError(
          words`The baseline file ${outside(path)} cannot be read: ${outside(decoded.why)}`,
          words`Remove the file and store a new baseline, or give another one by "baseline.path".`,
        )
    }
  },

  findGate: async (_, found) => ({ lookup: found, doubt: null }),

  async save(config, baseline) {
    const { path } = config.baseline
    if (path === null) return { state: 'not-saved', why: words`"baseline.path" is not set` }
    // Written beside it and renamed: a run that is cut off here leaves the old baseline whole.
    const fresh = `${path}.${process.pid}.new`
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(fresh, encodeBaseline(baseline))
      await rename(fresh, path)
      return { state: 'saved', where: path }
    } catch (error) {
      // Where the folder itself is the trouble, there is nothing to remove either.
      await rm(fresh, { force: true }).catch(() => undefined)
      return { state: 'not-saved', why: words`${outside(error instanceof Error ? error.message : String(error))}` }
    }
  },
}

/** The file's text, `null` when there is none. */
async function readCapped(path: string): Promise<string | null> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    if (size > LARGEST_BYTES) {
      throw new SetupError(
        words`The baseline file ${outside(path)} has ${size} bytes; a baseline has a few thousand`,
        words`Give the file that a run of perf-gate stored by "baseline.path".`,
      )
    }
    return await file.readFile('utf8')
  } catch (error) {
    if (error instanceof SetupError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    const said = error instanceof Error ? error.message : String(error)
    throw new SetupError(
      words`The baseline file ${outside(path)} cannot be read: ${outside(said)}`,
      words`Check that "baseline.path" names a readable file.`,
      { cause: error },
    )
  }
}
