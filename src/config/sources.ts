import type { Problem } from '../model/errors.ts'
import type { Words } from '../model/outside.ts'
import type { Files } from './files.ts'
import { type MapTree, type Path, placeOf, placeOfKey, type Raw } from './yaml/tree.ts'

/** Keys that an input of the action or a flag of the command line can set in place of the file. */
export type OverrideKey =
  | 'image'
  | 'port'
  | 'cpus'
  | 'memory'
  | 'replicas'
  | 'thresholds'
  | 'baseline-image'
  | 'baseline-path'
  | 'fail-on'
  | 'rounds'
  | 'seed'

/** An input or flag, by the name that the user typed. */
export type Override = { readonly input: string; readonly key: OverrideKey; readonly value: string }

/** Everything a configuration is made of. */
export type ConfigSources = {
  /** `name` is what problems call the text; relative paths in it start at `directory` (absolute). `null`: no text at all. */
  readonly yaml: {
    readonly text: string
    readonly name: string
    readonly kind: 'file' | 'inline'
    readonly directory: string
  } | null
  readonly overrides: readonly Override[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. No file outside it is read or named, also not through a symbolic link. */
  readonly workspace: string
  /** Absolute. Relative paths in inputs start here. */
  readonly directory: string
  readonly files: Files
}

/** What the readers of the parts share: the tree, its values, and where to report. */
export type Reading = {
  readonly sources: ConfigSources
  readonly tree: MapTree
  readonly raw: Raw
  readonly report: (problem: Problem) => void
}

/** Reports a problem with the value at a path. */
export function reportAt(reading: Reading, path: Path, text: Words, fix: Words): void {
  reading.report({ place: placeOf(reading.tree, path), text, fix })
}

/** Reports a problem with a key itself. */
export function reportKey(reading: Reading, path: Path, key: string, text: Words, fix: Words): void {
  reading.report({ place: placeOfKey(reading.tree, path, key), text, fix })
}

/** The raw value at a path; `undefined` where there is none. */
export function rawAt(raw: Raw | undefined, path: Path): Raw | undefined {
  return path.reduce<Raw | undefined>((at, step) => {
    if (Array.isArray(at)) return typeof step === 'number' ? at[step] : undefined
    return typeof at === 'object' && at !== null ? at[String(step)] : undefined
  }, raw)
}

/** The entries of a list; none where there is no list. */
export function listAt(raw: Raw, key: string): readonly Raw[] {
  const list = rawAt(raw, [key])
  return Array.isArray(list) ? list : []
}
