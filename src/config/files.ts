import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What stands at a path. `realPath` has no symbolic link in it; of a missing file it is the place where it would be made. */
export type Found =
  | { readonly state: 'file'; readonly realPath: string; readonly bytes: number }
  | { readonly state: 'missing'; readonly realPath: string }
  | { readonly state: 'directory'; readonly realPath: string }
  | { readonly state: 'special'; readonly realPath: string }
  | { readonly state: 'broken-link' }
  | { readonly state: 'unreadable'; readonly why: string }

export type Content =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'unreadable'; readonly why: string }

/** The file system as the configuration sees it: it looks and reads, and never throws. */
export interface Files {
  find(path: string): Found
  read(realPath: string): Content
}

/** The files of this machine. */
export const realFiles: Files = { find, read }

function find(path: string): Found {
  try {
    const realPath = realpathSync(path)
    const stats = statSync(realPath)
    if (stats.isDirectory()) return { state: 'directory', realPath }
    return stats.isFile() ? { state: 'file', realPath, bytes: stats.size } : { state: 'special', realPath }
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? missing(path) : { state: 'unreadable', why: codeOf(error) }
  }
}

/** A missing file below the nearest directory that exists. A link that leads nowhere could be filled later by somebody else, so it is no missing file. */
function missing(path: string): Found {
  if (isLink(path)) return { state: 'broken-link' }
  const parent = dirname(path)
  if (parent === path) return { state: 'missing', realPath: path }
  const above = find(parent)
  if (above.state === 'file' || above.state === 'special') return { state: 'unreadable', why: 'ENOTDIR' }
  return 'realPath' in above ? { state: 'missing', realPath: join(above.realPath, basename(path)) } : above
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function read(realPath: string): Content {
  try {
    return { state: 'read', bytes: readFileSync(realPath) }
  } catch (error) {
    return { state: 'unreadable', why: codeOf(error) }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
