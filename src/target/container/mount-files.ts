import type { Stats } from 'node:fs'
import { lstat, readdir, readlink, realpath } from 'node:fs/promises'
import { join, posix, relative, sep } from 'node:path'
import type { Mount } from '../../model/container-spec.ts'
import { SetupError } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { formatBytes } from '../../model/units.ts'
import { mountPath } from './mount-volumes.ts'

/** What of a mount goes into the container: `path` is absolute there. */
export type MountFile = { readonly path: string; readonly modifiedS: number } & (
  | { readonly kind: 'file'; readonly source: string; readonly bytes: number; readonly executable: boolean }
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly to: string }
)

/** All that a container gets is copied anew at every start. */
export const MOST_BYTES = 2 * 1024 ** 3
export const MOST_FILES = 100_000

/**
 * The files of all mounts. A link inside a folder stays a link, and must lead to something in that folder; nothing outside of it is ever
 * read. Throws SetupError: not there, not readable, a link that leads out, neither file nor folder, too much.
 */
export async function listMountFiles(mounts: readonly Mount[]): Promise<readonly MountFile[]> {
  const files: MountFile[] = []
  let bytes = 0
  for (const mount of mounts) {
    for await (const file of walkMount(mount)) {
      files.push(file)
      bytes += file.kind === 'file' ? file.bytes : 0
      if (bytes > MOST_BYTES || files.length > MOST_FILES) throw tooMuch(mount)
    }
  }
  return files
}

async function* walkMount(mount: Mount): AsyncGenerator<MountFile> {
  const root = await attempt(mount, mount.source, () => realpath(mount.source))
  yield* walk({ mount, root, source: root, path: mountPath(mount.path) })
}

type Step = { readonly mount: Mount; readonly root: string; readonly source: string; readonly path: string }

async function* walk(step: Step): AsyncGenerator<MountFile> {
  const { mount, source, path } = step
  const stats = await attempt(mount, source, () => lstat(source))
  const modifiedS = Math.floor(stats.mtimeMs / 1000)
  if (stats.isFile()) {
    yield { kind: 'file', path, source, bytes: stats.size, executable: (stats.mode & 0o100) !== 0, modifiedS }
  } else if (stats.isSymbolicLink()) {
    yield { kind: 'link', path, to: await linkInside(step), modifiedS }
  } else {
    if (!stats.isDirectory()) throw refuse(mount, source, describeKind(stats), words`Copy only files and folders.`)
    const names = await attempt(mount, source, () => readdir(source))
    // A folder with something in it comes with that; one that the image has too keeps its rights and owner so.
    if (names.length === 0) yield { kind: 'folder', path, modifiedS }
    for (const name of names.sort()) {
      yield* walk({ ...step, source: join(source, name), path: posix.join(path, name) })
    }
  }
}

/** Where the link leads, relative to its own folder. Told from its text, so that a link to a link leads out no less. */
async function linkInside({ mount, root, source }: Step): Promise<string> {
  const folder = join(source, '..')
  const written = await attempt(mount, source, () => readlink(source))
  const target = written.startsWith(sep) ? join(written) : join(folder, written)
  if (target === root || target.startsWith(root + sep)) return relative(folder, target) || '.'
  throw refuse(
    mount,
    source,
    words`is a link that leads out of the folder, to ${outside(written)}`,
    words`Put a copy of the file in its place; a link would lead nowhere in the container.`,
  )
}

async function attempt<T>(mount: Mount, source: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const what = code === 'ENOENT' ? words`is not there` : words`cannot be read (${outside(code)})`
    throw refuse(mount, source, what, words`Paths in "mounts" begin at the folder of the config file.`, cause)
  }
}

function describeKind(stats: Stats): Words {
  const kind = stats.isSocket() ? 'a socket' : stats.isFIFO() ? 'a pipe' : 'a device'
  return words`is ${kind}`
}

function refuse(mount: Mount, source: string, what: Words, fix: Words, cause?: unknown): SetupError {
  const text = words`the mount ${outside(mount.path)} cannot be copied: ${outside(source)} ${what}`
  return new SetupError(text, fix, { cause })
}

function tooMuch(mount: Mount): SetupError {
  return new SetupError(
    words`"mounts" hold more than ${formatBytes(MOST_BYTES)} or ${MOST_FILES} files in all (reached in ${outside(mount.source)}); they are copied anew at every start`,
    words`Mount only what the service needs, or put it into the image.`,
  )
}
