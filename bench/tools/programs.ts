import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
const onPath = (process.env.PATH ?? '').split(delimiter)

/** A program that `bench/setup` puts into `.cache/tools/NAME/bin`; `null`: it is not there. */
export function cachedProgram(name: string): string | null {
  return firstRunnable([join(ROOT, '.cache', 'tools', name, 'bin', name)])
}

/** A program of the machine; `null`: not on the PATH. */
export function systemProgram(name: string): string | null {
  return firstRunnable(onPath.map((folder) => join(folder, name)))
}

/** The command line of a package in node_modules; `null`: it is not there. */
export function packageProgram(name: string): string | null {
  return firstRunnable([join(ROOT, 'node_modules', '.bin', name)])
}

function firstRunnable(files: readonly string[]): string | null {
  return files.find(isRunnable) ?? null
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    // Not there, or not ours to run: both mean that the tool is left out.
    return false
  }
}
