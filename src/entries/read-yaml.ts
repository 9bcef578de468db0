import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { ConfigSources } from '../config/sources.ts'
import { ConfigError } from '../model/errors.ts'
import { outside, words } from '../model/outside.ts'

type Yaml = ConfigSources['yaml']

/** The configuration file's text; its name is as seen from the workspace, which is how annotations find it. */
export function readYaml(file: {
  readonly path: string
  readonly directory: string
  readonly workspace: string
  readonly input: string
}): Yaml {
  const path = resolve(file.directory, file.path)
  try {
    const name = relative(file.workspace, path) || file.path
    return { text: readFileSync(path, 'utf8'), name, kind: 'file', directory: dirname(path) }
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new ConfigError([
      {
        place: { kind: 'input', input: file.input },
        text: words`the file ${outside(file.path)} cannot be read (${why}), looked for in ${outside(file.directory)}`,
        fix: words`Give the path of a configuration file, or write one with "perf-gate init".`,
      },
    ])
  }
}
