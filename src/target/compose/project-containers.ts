import type Docker from 'dockerode'
import { mask } from '../../model/mask.ts'
import { outside } from '../../model/outside.ts'
import { splitLines } from '../container/container-log.ts'
import type { ServiceState } from './service-trouble.ts'

/** A compose project of ours, and what may not be seen of what it says. */
export type ComposedProject = {
  readonly docker: Docker
  readonly name: string
  /** The user's compose file. */
  readonly file: string
  readonly secrets: readonly string[]
}

/** By which compose finds its own again. */
const PROJECT_LABEL = 'com.docker.compose.project'
const SERVICE_LABEL = 'com.docker.compose.service'

/** Networks of the engine's own, in which containers do not find each other by name. */
const NAMELESS_NETWORKS = ['bridge', 'host', 'none']

/** How the containers of a project are, in the order of their names. */
export async function serviceStates(project: ComposedProject): Promise<readonly ServiceState[]> {
  const containers = await listContainers(project)
  return await Promise.all(containers.map((container) => readState(container, project)))
}

/** The networks that containers of the project are in, by name: its own, and external ones that its file names. */
export async function projectNetworks(project: ComposedProject): Promise<readonly string[]> {
  const containers = await listContainers(project)
  const joined = containers.flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings.Networks))
  return [...new Set(joined)].filter((name) => !NAMELESS_NETWORKS.includes(name)).sort()
}

async function listContainers({ docker, name }: ComposedProject): Promise<readonly Docker.ContainerInfo[]> {
  const label = [`${PROJECT_LABEL}=${name}`]
  const containers = await docker.listContainers({ all: true, filters: { label } })
  return containers.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

function nameOf({ Names, Id }: Docker.ContainerInfo): string {
  return Names[0] ?? Id
}

async function readState(
  { Id, Labels }: Docker.ContainerInfo,
  { docker, secrets }: ComposedProject,
): Promise<ServiceState> {
  const { State } = await docker.getContainer(Id).inspect()
  const said = splitLines(mask(State.Health?.Log?.at(-1)?.Output ?? '', secrets))
  return {
    service: outside(Labels[SERVICE_LABEL] ?? Id),
    id: Id,
    status: State.Status,
    startedAt: State.StartedAt,
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    health: readHealth(State.Health?.Status),
    healthSaid: said.findLast((line) => line.outside.trim() !== '') ?? null,
  }
}

function readHealth(status: string | undefined): ServiceState['health'] {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : null
}
