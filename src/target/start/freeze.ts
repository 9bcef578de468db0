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
    await this.#each('pause')
  }

  async thaw(): Promise<void> {
    if (!this.#frozen) return
    await this.#each('unpause')
    this.#frozen = false
  }

  async #each(act: Act): Promise<void> {
    await Promise.all(this.#ids.map((id) => setPaused(this.#docker.getContainer(id), act)))
  }
}

type Act = 'pause' | 'unpause'

/** What is as it should be already is no error; the engine refuses it with various statuses, so it is looked at. */
async function setPaused(container: Docker.Container, act: Act): Promise<void> {
  try {
    await container[act]()
  } catch (thrown) {
    if (readEngineError(thrown).status === null || !(await isSettled(container, act))) throw thrown
  }
}

/** Whether it is paused or not, as asked; or gone, or not running any more: its end is told elsewhere. */
async function isSettled(container: Docker.Container, act: Act): Promise<boolean> {
  try {
    const { State } = await container.inspect()
    return !State.Running || State.Paused === (act === 'pause')
  } catch (thrown) {
    if (readEngineError(thrown).status === 404) return true
    throw thrown
  }
}
