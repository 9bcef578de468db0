import type { ContainerCreateOptions, HostConfig } from 'dockerode'
import { GenericContainer, type InspectResult } from 'testcontainers'
import type { ContainerSpec } from '../../model/container-spec.ts'
import { deviceRequests } from './device-requests.ts'
import { mountVolumes } from './mount-volumes.ts'
import { noWait } from './no-wait.ts'

/** How to start one container. */
export type ContainerOrder = {
  readonly imageId: string
  readonly spec: ContainerSpec
  readonly port: number
  /** Where it has no cores of its own: those that it may use beside others; `null`: any. */
  readonly sharedCores: readonly number[] | null
  /** How many ports of the host lead to the container's port, and at which address; `null`: none, it is reached by its own address. */
  readonly publish: { readonly host: string; readonly ports: number } | null
  /** The first is the one that it is created in; none: the engine's default bridge. */
  readonly networks: readonly NetworkJoin[]
  readonly labels: Record<string, string>
  /** Open files; `null` leaves the engine's own limit. */
  readonly nofile: number | null
  /** Besides the spec's own; of two with one name this counts. */
  readonly extraEnv: Readonly<Record<string, string>>
}

/** A network of the engine that a container is in, and its names there besides its own. */
export type NetworkJoin = { readonly name: string; readonly aliases: readonly string[] }

/** A noisy target must not fill the disk. */
const LOG_LIMITS = { 'max-size': '10m', 'max-file': '2' }

/**
 * A container with limits that bind. Testcontainers' own quota leaves swap alone, which then doubles the memory; its `hostConfig` can be
 * set from a subclass only. `onCreated` runs between create and start.
 */
export class LimitedContainer extends GenericContainer {
  readonly #onCreated: (id: string) => Promise<void>
  readonly #port: string
  #hostPorts: readonly number[] = []

  constructor(order: ContainerOrder, onCreated: (id: string) => Promise<void>) {
    super(order.imageId)
    this.#onCreated = onCreated
    this.#port = `${order.port}/tcp`
    const { spec, networks, publish } = order
    this.withAutoCleanup(false)
    this.withWaitStrategy(noWait)
    this.withLabels(order.labels)
    this.withEnvironment({ ...spec.env, ...order.extraEnv })
    if (spec.command !== null) this.withCommand([...spec.command])
    if (spec.entrypoint !== null) this.withEntrypoint([...spec.entrypoint])
    if (spec.user !== null) this.withUser(spec.user)
    if (publish !== null) this.withExposedPorts(order.port)
    if (networks[0] !== undefined) this.withNetworkMode(networks[0].name)
    this.createOpts = { ...this.createOpts, ...createOptions(order) }
    this.hostConfig = { ...this.hostConfig, ...limitsOf(order), ...surroundingsOf(order) }
  }

  /** The ports of the host that lead to the port of a container that was started. */
  get hostPorts(): readonly number[] {
    return this.#hostPorts
  }

  protected override async containerCreated(id: string): Promise<void> {
    await this.#onCreated(id)
  }

  protected override async containerStarting({ ports }: InspectResult): Promise<void> {
    this.#hostPorts = (ports[this.#port] ?? []).map(({ hostPort }) => hostPort)
  }
}

/** The engine's unit of CPU: 1e9 is one core. */
export function nanoCpus(cpus: number): number {
  return Math.round(cpus * 1e9)
}

/** Whether the cores alone are the limit: a quota beside them would throttle where nothing is to be held back. */
export function hasOnlyCores(spec: Pick<ContainerSpec, 'cpus' | 'cpuset'>): boolean {
  return spec.cpuset !== null && spec.cpuset.length === spec.cpus
}

/** The client library would put every option into the URL as well, which an engine in debug mode writes to its log: `_query` is what goes there. */
function createOptions({ spec, networks }: ContainerOrder): ContainerCreateOptions & { readonly _query: object } {
  const platform = spec.platform === null ? {} : { platform: spec.platform }
  const volumes = mountVolumes(spec)
  const [first] = networks
  return {
    _query: platform,
    ...platform,
    ...(volumes.length === 0 ? {} : { Volumes: Object.fromEntries(volumes.map((folder) => [folder, {}])) }),
    // Testcontainers' own aliases would leave it in the default bridge too.
    ...(first === undefined || first.aliases.length === 0
      ? {}
      : { NetworkingConfig: { EndpointsConfig: { [first.name]: { Aliases: [...first.aliases] } } } }),
  }
}

function limitsOf({ spec, sharedCores, nofile }: ContainerOrder): HostConfig {
  const cores = spec.cpuset ?? sharedCores
  return {
    ...(hasOnlyCores(spec) ? {} : { NanoCpus: nanoCpus(spec.cpus) }),
    ...(cores === null ? {} : { CpusetCpus: cores.join(',') }),
    Memory: spec.memoryBytes,
    MemorySwap: spec.memoryBytes,
    PidsLimit: spec.pids,
    ...(nofile === null ? {} : { Ulimits: [{ Name: 'nofile', Soft: nofile, Hard: nofile }] }),
    ...(spec.shmBytes === null ? {} : { ShmSize: spec.shmBytes }),
  }
}

function surroundingsOf({ spec, port, publish }: ContainerOrder): HostConfig {
  const tmpfs = Object.entries(spec.tmpfs).map(([path, bytes]) => [path, bytes === null ? '' : `size=${bytes}`])
  return {
    SecurityOpt: ['no-new-privileges'],
    ...(spec.readOnly ? { ReadonlyRootfs: true } : {}),
    ...(tmpfs.length === 0 ? {} : { Tmpfs: Object.fromEntries(tmpfs) }),
    ...(spec.gpus === null ? {} : { DeviceRequests: deviceRequests(spec.gpus) }),
    PortBindings: publish === null ? {} : { [`${port}/tcp`]: anyPorts(publish) },
    LogConfig: { Type: 'json-file', Config: LOG_LIMITS },
  }
}

/** Above those that Linux gives by default to whoever asks for any, up to the last. */
const HIGH_PORTS = { first: 61_000, last: 65_535 }

/** Any port; of several each from a range of its own, because a current engine (moby v2, `needSamePort`) gives bindings that ask for the same the same port. */
function anyPorts({ host, ports }: { readonly host: string; readonly ports: number }): object[] {
  if (ports === 1) return [{ HostIp: host, HostPort: '0' }]
  const { first, last } = HIGH_PORTS
  return Array.from({ length: ports }, (_, index) => ({ HostIp: host, HostPort: `${first + index}-${last}` }))
}
