import type { Side, TargetSpec } from '../model/config.ts'
import type { ResolvedImage } from '../model/image.ts'
import type { Machine } from '../model/machine.ts'
import { outside, words } from '../model/outside.ts'
import type { Scope, SitePlan, StartOutcome, Testbed } from '../ports.ts'
import type { Engine } from './engine.ts'
import { endingCallsWith } from './engine-calls.ts'
import { readEngineError } from './engine-error.ts'
import { type HeldImage, resolveImage } from './images.ts'
import { readMachine } from './machine.ts'
import { OpenFiles, readOwnLimit } from './open-files.ts'
import { makeLabels, type Owner } from './owner.ts'
import { pinTestcontainers } from './pin-testcontainers.ts'
import { choosePort } from './port.ts'
import { checkLimits } from './preflight.ts'
import { startTarget } from './start-target.ts'
import { sweepContainers } from './sweep.ts'

export type TestbedOrder = {
  readonly engine: Engine
  readonly site: SitePlan
  readonly self: Owner | null
  readonly perfGateVersion: string
  readonly env: NodeJS.ProcessEnv
  /** When the clean-up has to end. */
  readonly grace: AbortSignal
}

/** Resolves the images of all sides. Throws SetupError for what would make every start fail. */
export async function openTestbed(order: TestbedOrder, scope: Scope): Promise<Testbed> {
  const { engine, site } = order
  await pinTestcontainers(engine)
  const held = new Map<Side, HeldImage>()
  for (const [side, spec] of site.images) {
    const image = await resolveImage(engine, spec, scope)
    choosePort(spec.port, image.exposed)
    held.set(side, image)
  }
  const openFiles = new OpenFiles(await readOwnLimit())
  return new EngineTestbed(order, scope, held, openFiles, await readMachine(engine.info, order.env))
}

class EngineTestbed implements Testbed {
  readonly machine: Machine
  readonly images: ReadonlyMap<Side, ResolvedImage>
  readonly #order: TestbedOrder
  readonly #scope: Scope
  readonly #held: ReadonlyMap<Side, HeldImage>
  readonly #openFiles: OpenFiles
  #mayHaveLeft = false

  constructor(
    order: TestbedOrder,
    scope: Scope,
    held: ReadonlyMap<Side, HeldImage>,
    openFiles: OpenFiles,
    machine: Machine,
  ) {
    this.#order = order
    this.#scope = scope
    this.#held = held
    this.#openFiles = openFiles
    this.machine = machine
    this.images = new Map([...held].map(([side, image]) => [side, image.resolved]))
  }

  async start(side: Side, spec: TargetSpec, scope: Scope): Promise<StartOutcome> {
    scope.signal.throwIfAborted()
    const image = this.#held.get(side)
    if (image === undefined) throw new Error(`no image was prepared for the side ${side}`)
    const { engine, site, self, perfGateVersion } = this.#order
    checkLimits(engine.info, spec)
    const container = {
      imageId: image.resolved.id,
      spec,
      port: choosePort(spec.port, image.exposed),
      publishHost: engine.publishHost,
      labels: makeLabels({ runId: site.runId, owner: self, deadlineEpochMs: site.deadlineEpochMs, perfGateVersion }),
    }
    this.#mayHaveLeft = true
    const userAgent = `perf-gate/${perfGateVersion}`
    return await startTarget({ engine, openFiles: this.#openFiles, container, secrets: site.secrets, userAgent }, scope)
  }

  /** Targets are disposed by who started them; this is for one whose making was cut off. What cannot be removed is a warning: the run is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { engine, site, self, grace } = this.#order
    const { log, clock } = this.#scope
    const epochMs = clock.date().getTime()
    try {
      await endingCallsWith(grace, () =>
        sweepContainers({ docker: engine.docker, whose: site.runId, self, epochMs, log }),
      )
    } catch (thrown) {
      if (!this.#mayHaveLeft) return
      log.warn(
        words`the engine could not be asked whether containers of this run are left (${outside(readEngineError(thrown).message)}); the next start on this machine removes them`,
      )
    }
  }
}
