import { join, relative } from 'node:path'
import type { ConfigSources, Override } from '../../config/sources.ts'

/** The flag where it is not called like the key. */
const FLAGS: Readonly<Partial<Record<Override['key'], string>>> = { thresholds: 'threshold' }

/**
 * The command line that does the same again in the same folder, program first; inputs of the action become flags. A configuration that was
 * written into the action's input has no file to name.
 */
export function commandAgain(
  command: string,
  { yaml, overrides, workspace, directory }: ConfigSources,
): readonly string[] {
  const config = yaml?.kind === 'file' ? ['--config', relative(directory, join(workspace, yaml.name))] : []
  return ['perf-gate', command, ...config, ...overrides.flatMap(flagsOf)]
}

/** Of a list, one flag for each of its lines. */
function flagsOf({ key, value }: Override): readonly string[] {
  const flag = `--${FLAGS[key] ?? key}`
  if (key !== 'thresholds') return [flag, value]
  return value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => [flag, line])
}
