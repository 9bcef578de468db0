import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type Docker from 'dockerode'
import { SetupError } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'
import type { Engine } from './engine.ts'
import { findOwnContainer } from './own-container.ts'

/** How this process reaches the containers that it starts: found once for a run, so that every start of every side is reached alike. */
export type WayIn =
  /** Through ports that the engine publishes on this address. */
  | { readonly route: 'mapped-port'; readonly host: string }
  /** At the container's own address in this network, which this process's container is in too. */
  | { readonly route: 'container-address'; readonly network: string }

export const LOOPBACK = '127.0.0.1'
export const DEFAULT_BRIDGE = 'bridge'

/**
 * A mapped port on loopback on the engine's machine and with Docker Desktop; the container's address where this process is itself in a
 * container of the engine. `wanted`: networks that the containers will be in anyway. Throws SetupError where nothing can be reached.
 */
export async function findWayIn({ docker, address }: Engine, wanted: readonly string[]): Promise<WayIn> {
  const own = await findOwnContainer(docker)
  const network = own === null ? null : chooseNetwork(await networksOf(docker, own), wanted)
  if (network !== null) return { route: 'container-address', network }
  return { route: 'mapped-port', host: await publishHost(docker, address.host) }
}

/** `null`: in the engine's machine's own network. User-defined networks come first: there containers may always talk to each other. */
export function chooseNetwork(networks: readonly string[], wanted: readonly string[]): string | null {
  if (networks.length === 0 || networks.includes('none')) {
    throw new SetupError(
      words`perf-gate runs in a container that has no network, so that it cannot reach the target`,
      words`Start that container in a network ("docker run --network NAME").`,
    )
  }
  if (networks.includes('host')) return null
  const defined = networks.filter((name) => name !== DEFAULT_BRIDGE).sort()
  return defined.find((name) => wanted.includes(name)) ?? defined[0] ?? DEFAULT_BRIDGE
}

/** A container can use another one's network (`--network container:ID`). */
async function networksOf(docker: Docker, own: Docker.ContainerInspectInfo): Promise<readonly string[]> {
  const [, other] = /^container:(.+)$/.exec(own.HostConfig.NetworkMode ?? '') ?? []
  const { NetworkSettings } = other === undefined ? own : await docker.getContainer(other).inspect()
  return Object.keys(NetworkSettings.Networks)
}

/**
 * Loopback, unless this process is in a container that the engine does not know, and the engine is not in there with it: then loopback is
 * the container's own, and the bridge's gateway is the engine's machine as containers see it.
 */
async function publishHost(docker: Docker, host: string): Promise<string> {
  if (!host.startsWith('unix://') || !existsSync('/.dockerenv')) return LOOPBACK
  const bridge: Docker.NetworkInspectInfo = await docker.getNetwork(DEFAULT_BRIDGE).inspect()
  const gateway = bridge.IPAM?.Config?.find((config) => config.Gateway !== undefined)?.Gateway
  return gateway === undefined || (await isOwnAddress(gateway)) ? LOOPBACK : gateway
}

/** Tried, not looked up: a bridge without containers is down and is not listed among the interfaces. */
async function isOwnAddress(address: string): Promise<boolean> {
  const server = createServer()
  const own = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(0, address, () => resolve(true))
  })
  if (own) await new Promise((resolve) => server.close(resolve))
  return own
}

type Attached = Readonly<Record<string, { readonly IPAddress: string; readonly GlobalIPv6Address: string }>>

/** A container's address in a network, or in whichever it has one where `network` is `null`; `null`: it has none, as when it has ended. */
export function addressIn(networks: Attached, network: string | null): string | null {
  const attached = network === null ? Object.values(networks) : [networks[network]]
  const addresses = attached.map((one) => one?.IPAddress || one?.GlobalIPv6Address || null)
  return addresses.find((address) => address !== null) ?? null
}
