import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'

/** Where an engine is, as `DOCKER_HOST` would say it, and the folder with its TLS files. */
export type EngineAddress = { readonly host: string; readonly certificates: string | null }

/** The folder of the Docker client's settings. */
export function dockerConfigFolder(env: NodeJS.ProcessEnv): string {
  return env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker')
}

/**
 * The docker context that is in use: `DOCKER_CONTEXT`, else `currentContext` of `config.json`; `null` for the default one.
 * Throws SetupError when a file that Docker's login is read from is not JSON: nothing that reads it later can say so well.
 */
export async function currentContext(env: NodeJS.ProcessEnv): Promise<string | null> {
  if (env.DOCKER_AUTH_CONFIG) parseJson(env.DOCKER_AUTH_CONFIG, 'the environment variable DOCKER_AUTH_CONFIG')
  const file = join(dockerConfigFolder(env), 'config.json')
  const config = existsSync(file) ? parseJson(await readFile(file, 'utf8'), file) : {}
  const name = env.DOCKER_CONTEXT || stringAt(config, 'currentContext')
  return !name || name === 'default' ? null : name
}

/** Throws SetupError when the context is not there or names no Docker engine. */
export async function readContext(env: NodeJS.ProcessEnv, name: string): Promise<EngineAddress> {
  const contexts = join(dockerConfigFolder(env), 'contexts')
  const folder = createHash('sha256').update(name).digest('hex')
  const file = join(contexts, 'meta', folder, 'meta.json')
  const meta = existsSync(file) ? parseJson(await readFile(file, 'utf8'), file) : {}
  const host = stringAt(at(at(meta, 'Endpoints'), 'docker'), 'Host')
  if (!host) {
    throw new SetupError(
      words`the docker context ${outside(name)} is in use, but ${outside(file)} names no engine for it`,
      words`Choose a context that exists ("docker context ls", "docker context use default"), or set DOCKER_HOST.`,
    )
  }
  const certificates = join(contexts, 'tls', folder, 'docker')
  return { host, certificates: existsSync(certificates) ? certificates : null }
}

function parseJson(text: string, from: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The parser's message quotes the text, which holds passwords; it is left out.
    const wrong = words`${outside(from)} is not valid JSON`
    throw new SetupError(wrong, words`Repair it, or log in to the registry again.`, { cause: withoutText(cause) })
  }
}

function withoutText(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown'
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function stringAt(value: unknown, key: string): string | null {
  const found = at(value, key)
  return typeof found === 'string' && found !== '' ? found : null
}
