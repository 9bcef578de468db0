import type { Launched } from '../container/launch.ts'
import type { OwnNetwork } from './network.ts'

/** What one start has made so far, to be removed as one. */
export class Made {
  readonly #containers: Launched[] = []
  #network: OwnNetwork | null = null

  addContainer(container: Launched): void {
    this.#containers.push(container)
  }

  addNetwork(network: OwnNetwork): void {
    this.#network = network
  }

  /** All containers at once, then the network that they were in. Each is tried; the first failure is thrown. Twice is allowed. */
  async remove(): Promise<void> {
    const removals = await Promise.allSettled(this.#containers.map((container) => container.remove()))
    const failed = removals.find((removal) => removal.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    await this.#network?.remove()
  }
}
