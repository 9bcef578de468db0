import type Docker from 'dockerode'
import { readEngineError } from '../engine/error.ts'

/**
 * Containers that are stopped as they are and go on as if nothing had been: the engine's pause, which is the kernel's freezer. Their connections stay open, their
 * clocks go on.
 */
export class Freezer {
  readonly #docker: Docker
  readonly #ids: readonly string[]
  #frozen = false

  constructor(docker: Docker, ids: readonly string[]) {
    this.#docker = docker
    this.#ids = ids
  }

  async freeze(): Promise<void> {
    if (this.#frozen) return
    this.#frozen = true
    await this.#each((container) => container.pause())
  }

  async thaw(): Promise<void> {
    if (!this.#frozen) return
    await this.#each((container) => container.unpause())
    this.#frozen = false
  }

  async #each(act: (container: Docker.Container) => Promise<unknown>): Promise<void> {
    await Promise.all(
      this.#ids.map(async (id) => {
        try {
          await act(this.#docker.getContainer(id))
        } catch (thrown) {
          // Gone, or not running any more: its end is told elsewhere.
          const { status } = readEngineError(thrown)
          if (status !== 404 && status !== 409) throw thrown
        }
      }),
    )
  }
}
