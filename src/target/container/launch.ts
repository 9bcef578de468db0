import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'
import type { Scope } from '../../ports.ts'
import { endingCallsWith, SilentEngine, untilAborted } from '../engine/calls.ts'
import type { Engine } from '../engine/engine.ts'
import { type EngineError, readEngineError } from '../engine/error.ts'
import { graceAfter, LAST_ANSWERS_MS } from '../engine/grace.ts'
import { type ContainerOrder, LimitedContainer, type NetworkJoin } from './container.ts'
import { copyMounts } from './copy-mounts.ts'
import { type ExitNotice, type ExitWatch, watchExit } from './exit-watch.ts'
import { removeContainer } from './remove-container.ts'

/** A container that was started: who hears of its end, and how to be rid of it. */
export type Launched = {
  readonly id: string
  readonly watch: ExitWatch
  /** Just before the engine's start call, on the run's clock. */
  readonly startCallMs: Ms
  /**
   * Removes it, and waits until nothing of the start is under way any more. Twice is allowed. After an abort it ends in time, and leaves
   * to the testbed what could not be removed.
   */
  remove(): Promise<void>
}

export type LaunchOutcome =
  /** `hostPorts`: those of the host that lead to its port; none where none was published. */
  | { readonly state: 'running'; readonly container: Launched; readonly hostPorts: readonly number[] }
  /** It ended before Testcontainers could hand it over; it is not removed yet. */
  | { readonly state: 'ended'; readonly container: Launched; readonly notice: ExitNotice }
  /** The engine said no; nothing is left. */
  | { readonly state: 'refused'; readonly error: EngineError }

/**
 * Creates and starts a container by Testcontainers. Its end is watched from before the start call on, because Testcontainers waits
 * ten seconds for the ports of one that ends at once. Throws the signal's reason when aborted; whatever was created by then is removed.
 */
export async function launchContainer(engine: Engine, order: ContainerOrder, scope: Scope): Promise<LaunchOutcome> {
  const launch = new Launch(engine, order, scope)
  try {
    return await launch.settle()
  } catch (thrown) {
    try {
      await launch.remove()
    } catch {
      // The first failure says why. The testbed's sweep, or the next start's, takes what is left.
    }
    throw thrown
  }
}

class Launch implements Launched {
  readonly #engine: Engine
  readonly #order: ContainerOrder
  readonly #container: LimitedContainer
  readonly #scope: Scope
  readonly #grace: AbortSignal
  readonly #exited = Promise.withResolvers<ExitNotice>()
  /** Ends what Testcontainers still asks the engine. */
  readonly #startCalls = new AbortController()
  /** Testcontainers' start; never rejects. */
  readonly #start: Promise<object | Error>
  #id: string | null = null
  #watch: ExitWatch | null = null
  startCallMs: Ms

  constructor(engine: Engine, order: ContainerOrder, scope: Scope) {
    this.#engine = engine
    this.#order = order
    this.#scope = scope
    this.#grace = graceAfter(scope.signal)
    this.startCallMs = scope.clock.now()
    this.#container = new LimitedContainer(order, (id) => this.#created(id))
    // Not ended with the run at once: a container that the engine makes at that moment would be unknown to us.
    const end = AbortSignal.any([this.#startCalls.signal, graceAfter(scope.signal, LAST_ANSWERS_MS)])
    this.#start = endingCallsWith(end, () => this.#container.start()).catch((thrown) =>
      thrown instanceof Error ? thrown : new Error(String(thrown)),
    )
  }

  get id(): string {
    return this.#id ?? ''
  }

  get watch(): ExitWatch {
    return this.#watch ?? { exited: this.#exited.promise, now: async () => null, stop: () => undefined }
  }

  /** Between create and start. Throwing here keeps Testcontainers from starting it. */
  async #created(id: string): Promise<void> {
    this.#id = id
    this.#scope.signal.throwIfAborted()
    const { docker } = this.#engine
    const { networks, spec } = this.#order
    for (const network of networks.slice(1)) await joinNetwork(docker, id, network)
    await copyMounts(docker, id, spec)
    this.#scope.signal.throwIfAborted()
    this.#watch = await watchExit(this.#engine, id)
    this.#watch.exited.then(this.#exited.resolve)
    this.#scope.signal.throwIfAborted()
    this.startCallMs = this.#scope.clock.now()
  }

  async settle(): Promise<LaunchOutcome> {
    const ended = this.#exited.promise.then((notice) => ({ notice }))
    const first = await untilAborted(Promise.race([this.#start, ended]), this.#scope.signal)
    if ('notice' in first) return { state: 'ended', container: this, notice: first.notice }
    if (first instanceof Error) return await this.#explainFailure(first)
    return { state: 'running', container: this, hostPorts: this.#container.hostPorts }
  }

  async #explainFailure(error: Error): Promise<LaunchOutcome> {
    this.#scope.signal.throwIfAborted()
    // Ours, made while the container was prepared.
    if (error instanceof SetupError && !(error instanceof SilentEngine)) throw error
    const told = readEngineError(error)
    if (told.status === null) throw explainLost(error, told)
    if (this.#order.spec.gpus !== null) refuseWithoutGpus(told)
    await this.remove()
    return { state: 'refused', error: told }
  }

  async remove(): Promise<void> {
    this.#watch?.stop()
    try {
      await endingCallsWith(this.#grace, () => this.#remove())
    } catch (thrown) {
      // The testbed tries once more, and tells of it.
      if (!this.#scope.signal.aborted) throw thrown
    }
  }

  /** While the engine creates a container its id is not known yet; then the end of Testcontainers' start is awaited first. */
  async #remove(): Promise<void> {
    if (this.#id === null) await this.#start
    if (this.#id !== null) await removeContainer(this.#engine.docker, this.#id)
    this.#startCalls.abort(new Error('the container was removed'))
    await this.#start
    this.#watch?.stop()
  }
}

async function joinNetwork(docker: Docker, id: string, { name, aliases }: NetworkJoin): Promise<void> {
  const alone = aliases.length === 0
  await docker
    .getNetwork(name)
    .connect({ Container: id, ...(alone ? {} : { EndpointConfig: { Aliases: [...aliases] } }) })
}

/** The engine's words where it has no runtime for GPUs. No start could mend that. */
function refuseWithoutGpus({ message }: EngineError): void {
  if (!/could not select device driver|discovered devices|GPU vendor|nvidia/i.test(message)) return
  throw new SetupError(
    words`the engine cannot give a container GPUs ("gpus"): ${outside(message)}`,
    words`Use a machine with NVIDIA's driver and its container toolkit ("nvidia-ctk runtime configure"), or leave "gpus" out.`,
  )
}

/** No answer of the engine: it is our way to it, or Testcontainers, that failed. */
function explainLost(cause: Error, { message }: EngineError): SetupError {
  const fix = words`Check that the Docker engine answers ("docker info"), then run the gate again.`
  return new SetupError(
    words`the container could not be started: ${outside(message)}`,
    cause instanceof SilentEngine ? cause.fix : fix,
    { cause },
  )
}
