import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scope } from '../../ports.ts'
import { bringUp, type DependenciesOrder, type Surroundings } from '../compose/dependencies.ts'
import { findEngine } from '../engine/engine.ts'
import { makeLabels, readOwner } from '../engine/owner.ts'
import { docker, makeScope } from './kit.ts'

/** The knob image's health check, for a compose file. */
const HEALTHY = `fetch('http://127.0.0.1:8080/health').then((a) => process.exit(a.ok ? 0 : 1), (e) => { console.log(e.message); process.exit(1) })`
export const healthcheck = {
  test: ['CMD', '/usr/local/bin/node', '-e', HEALTHY],
  interval: '500ms',
  timeout: '5s',
  retries: 20,
}

export type ComposeFile = AsyncDisposable & { readonly path: string }

/** A compose file (JSON is YAML) in a folder of its own. */
export async function writeCompose(content: object): Promise<ComposeFile> {
  const folder = await mkdtemp(join(tmpdir(), 'compose-test-'))
  const path = join(folder, 'compose.yml')
  await writeFile(path, JSON.stringify(content))
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

/** Brings services up as a run with that id, whose owner is this process. */
export async function bringUpAs(
  runId: string,
  composeFile: string,
  services: readonly string[],
  { scope = makeScope(), ...changes }: Partial<DependenciesOrder> & { readonly scope?: Scope } = {},
): Promise<Surroundings> {
  const owned = { runId, owner: readOwner(), deadlineEpochMs: Date.now() + 3_600_000, perfGateVersion: '0' }
  const order = {
    dependencies: { composeFile, services },
    runId,
    labels: makeLabels(owned),
    engine: await findEngine(process.env),
    env: process.env,
    secrets: [],
    sharedCores: null,
    ...changes,
  }
  return await bringUp(order, scope)
}

export type Found = {
  readonly containers: readonly string[]
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
  readonly images: readonly string[]
}
export const NOTHING: Found = { containers: [], networks: [], volumes: [], images: [] }

/** What the engine has of a run, by the run's label. */
export async function foundOf(runId: string): Promise<Found> {
  const filters = { label: [`perf-gate.run=${runId}`] }
  const [containers, networks, { Volumes }, images] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
    docker.listImages({ filters }),
  ])
  return {
    containers: containers.map(({ Names, Id }) => Names[0]?.slice(1) ?? Id).sort(),
    networks: networks.map(({ Name }) => Name).sort(),
    volumes: (Volumes ?? []).map(({ Name }) => Name).sort(),
    images: images.flatMap(({ RepoTags }) => RepoTags ?? []).sort(),
  }
}
