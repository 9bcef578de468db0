import { GenericContainer } from 'testcontainers'
import type { TargetSpec } from '../model/config.ts'
import { noWait } from './no-wait.ts'

/** How to start one container. */
export type ContainerOrder = {
  readonly imageId: string
  readonly spec: TargetSpec
  readonly port: number
  /** Where the port is published. */
  readonly publishHost: string
  readonly labels: Record<string, string>
  /** Open files; `null` leaves the engine's own limit. */
  readonly nofile: number | null
}

const PIDS_LIMIT = 4096
/** A noisy target must not fill the disk. */
const LOG_LIMITS = { 'max-size': '10m', 'max-file': '2' }

/**
 * A container with limits that bind. Testcontainers' own quota leaves swap alone, which then doubles the memory; its `hostConfig` can be
 * set from a subclass only. `onCreated` runs between create and start.
 */
export class LimitedContainer extends GenericContainer {
  readonly #onCreated: (id: string) => Promise<void>

  constructor(order: ContainerOrder, onCreated: (id: string) => Promise<void>) {
    super(order.imageId)
    this.#onCreated = onCreated
    const { spec, port } = order
    this.withAutoCleanup(false)
    this.withWaitStrategy(noWait)
    this.withLabels(order.labels)
    this.withEnvironment({ ...spec.env })
    this.withExposedPorts(port)
    if (spec.command !== null) this.withCommand([...spec.command])
    if (spec.entrypoint !== null) this.withEntrypoint([...spec.entrypoint])
    if (spec.user !== null) this.withUser(spec.user)
    this.hostConfig = {
      ...this.hostConfig,
      NanoCpus: nanoCpus(spec.cpus),
      Memory: spec.memoryBytes,
      MemorySwap: spec.memoryBytes,
      PidsLimit: PIDS_LIMIT,
      PortBindings: { [`${port}/tcp`]: [{ HostIp: order.publishHost, HostPort: '0' }] },
      LogConfig: { Type: 'json-file', Config: LOG_LIMITS },
      ...(order.nofile === null ? {} : { Ulimits: [{ Name: 'nofile', Soft: order.nofile, Hard: order.nofile }] }),
    }
  }

  protected override async containerCreated(id: string): Promise<void> {
    await this.#onCreated(id)
  }
}

/** The engine's unit of CPU: 1e9 is one core. */
export function nanoCpus(cpus: number): number {
  return Math.round(cpus * 1e9)
}
