import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { realFiles } from '../../config/files.ts'
import { readConfig } from '../../config/read-config.ts'
import type { ConfigSources } from '../../config/sources.ts'
import { findWorkspace } from '../../host/workspace.ts'
import type { Config } from '../../model/config.ts'
import { readYaml } from '../read-yaml.ts'
import type { Flags } from './flags.ts'

const DEFAULT_CONFIG = 'perf-gate.yml'

/** The configuration that the flags and the file give. Throws ConfigError. */
export function commandConfig(flags: Flags): Config {
  return readConfig(commandSources(flags))
}

/** What the configuration is made of. Throws ConfigError where the file cannot be read. */
export function commandSources(flags: Flags): ConfigSources {
  const directory = process.cwd()
  const workspace = findWorkspace(directory)
  const given = flags.text('config')
  const path = given ?? (existsSync(resolve(directory, DEFAULT_CONFIG)) ? DEFAULT_CONFIG : null)
  const yaml = path === null ? null : readYaml({ path, directory, workspace, input: '--config' })
  return { yaml, overrides: flags.overrides, env: process.env, workspace, directory, files: realFiles }
}
