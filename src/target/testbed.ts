import type { Side, TargetSpec } from '../model/config.ts'
import type { ContainerSpec } from '../model/container-spec.ts'
import { SetupError } from '../model/errors.ts'
import type { ResolvedImage } from '../model/image.ts'
import type { Machine } from '../model/machine.ts'
import { outside, type Words, words } from '../model/outside.ts'
import { ownCores } from '../model/plan/target-cpus.ts'
import type { Scope, SitePlan, StartOutcome, Testbed } from '../ports.ts'
import { checkNetwork } from './checks/check-network.ts'
import { coresBeside } from './checks/cores.ts'
import { OpenFiles, readOwnLimit } from './checks/open-files.ts'
import { checkLimits } from './checks/preflight.ts'
import { checkOwnFiles, portsFor, readProxyLimit } from './checks/proxy-ports.ts'
import { bringUp, NO_SURROUNDINGS, type Surroundings } from './compose/dependencies.ts'
import { pinTestcontainers } from './container/pin-testcontainers.ts'
import { endingCallsWith } from './engine/calls.ts'
import type { Engine } from './engine/engine.ts'
import { readEngineError } from './engine/error.ts'
import { readCores, readFreeBytes, readMachine } from './engine/machine.ts'
import { makeLabels, type Owner } from './engine/owner.ts'
import { findWayIn, LOOPBACK, type WayIn } from './engine/route.ts'
import { type HeldImage, resolveImage } from './images/images.ts'
import { choosePort } from './images/port.ts'
import { isEnginesMachine } from './observe/host-cpu.ts'
import { type Placed, startTarget } from './start/start-target.ts'
import { sweepLeftovers } from './sweep.ts'

export type TestbedOrder = {
  readonly engine: Engine
  readonly site: SitePlan
  readonly self: Owner | null
  readonly perfGateVersion: string
  readonly env: NodeJS.ProcessEnv
  /** When the clean-up has to end. */
  readonly grace: AbortSignal
}

/** Resolves all images, finds the way to what will be started, and brings up what the target needs around it. Throws SetupError for what would make every start fail. */
export async function openTestbed(order: TestbedOrder, scope: Scope): Promise<Testbed> {
  const { engine, site } = order
  const ownLimit = await readOwnLimit()
  // The connections of a side that is frozen stay open.
  checkOwnFiles(site.peakConnections * site.images.size, ownLimit)
  await pinTestcontainers(engine)
  // Before the pulls, which take minutes.
  const networks = [...site.images.values()].flatMap(({ network }) => network ?? [])
  for (const network of networks) await checkNetwork(engine, network)
  const { held, unavailable } = await holdSides(order, scope)
  const way = await findWayIn(engine, networks)
  const proxyLimit = way.route === 'mapped-port' && way.host === LOOPBACK ? await readProxyLimit() : null
  for (const spec of site.images.values()) portsOf(spec, site, proxyLimit)
  const machine = await readMachine(engine.info, order.env)
  const labels = labelsOf(order)
  const surroundings = await surround(order, labels, scope)
  // What the dependencies hold by now is not free.
  const freeMemoryBytes = isEnginesMachine(engine.info) ? await readFreeBytes() : null
  const openFiles = new OpenFiles(ownLimit)
  return new EngineTestbed({
    ...order,
    scope,
    held,
    unavailable,
    way,
    proxyLimit,
    machine,
    freeMemoryBytes,
    labels,
    surroundings,
    openFiles,
  })
}

type HeldSides = { readonly held: ReadonlyMap<Side, HeldSide>; readonly unavailable: ReadonlyMap<Side, Words> }

/** An optional side whose image cannot be had is left out. */
async function holdSides({ engine, site }: TestbedOrder, scope: Scope): Promise<HeldSides> {
  const held = new Map<Side, HeldSide>()
  const unavailable = new Map<Side, Words>()
  for (const [side, spec] of site.images) {
    try {
      held.set(side, await holdSide(engine, spec, scope))
    } catch (thrown) {
      if (!(thrown instanceof SetupError) || !site.optional.includes(side)) throw thrown
      unavailable.set(side, thrown.text)
    }
  }
  return { held, unavailable }
}

/** The images of one side. */
type HeldSide = { readonly target: HeldImage; readonly balancer: HeldImage | null }

async function holdSide(engine: Engine, spec: TargetSpec, scope: Scope): Promise<HeldSide> {
  const hold = async (container: ContainerSpec) => {
    const image = await resolveImage(engine, container, scope)
    choosePort(container.port, image.exposed)
    return image
  }
  const target = await hold(spec)
  return { target, balancer: spec.balancer.kind === 'client' ? null : await hold(spec.balancer.container) }
}

function labelsOf({ site: { runId, deadlineEpochMs }, self, perfGateVersion }: TestbedOrder): Record<string, string> {
  return makeLabels({ runId, owner: self, deadlineEpochMs, perfGateVersion })
}

/** What stands around the targets of a run from before the first start to after the last: the services that they need. */
async function surround(
  { engine, site, env }: TestbedOrder,
  labels: Record<string, string>,
  scope: Scope,
): Promise<Surroundings> {
  const { dependencies, runId, secrets, images } = site
  if (dependencies === null) return NO_SURROUNDINGS
  const alone = [...images.values()].flatMap((spec) => ownCores(spec) ?? [])
  const sharedCores = alone.length === 0 ? null : coresBeside(alone, await readCores(engine.info))
  return await bringUp({ dependencies, runId, labels, engine, env, secrets, sharedCores }, scope)
}

/** A proxy in front takes all connections; without one each replica gets its share. */
function portsOf({ balancer, replicas }: TargetSpec, site: SitePlan, proxyLimit: number | null): number {
  const connections = balancer.kind === 'proxy' ? site.peakConnections : Math.ceil(site.peakConnections / replicas)
  return portsFor(connections, proxyLimit)
}

type Parts = TestbedOrder & {
  readonly scope: Scope
  readonly held: ReadonlyMap<Side, HeldSide>
  readonly unavailable: ReadonlyMap<Side, Words>
  readonly way: WayIn
  /** Open files of the engine's proxy for a published port, where one is in the way; `null`: none, or not known. */
  readonly proxyLimit: number | null
  readonly machine: Machine
  readonly freeMemoryBytes: number | null
  readonly labels: Record<string, string>
  readonly surroundings: Surroundings
  readonly openFiles: OpenFiles
}

class EngineTestbed implements Testbed {
  readonly machine: Machine
  readonly freeMemoryBytes: number | null
  readonly images: ReadonlyMap<Side, ResolvedImage>
  readonly unavailable: ReadonlyMap<Side, Words>
  readonly #parts: Parts
  #starts = 0

  constructor(parts: Parts) {
    this.#parts = parts
    this.machine = parts.machine
    this.freeMemoryBytes = parts.freeMemoryBytes
    this.unavailable = parts.unavailable
    this.images = new Map([...parts.held].map(([side, { target }]) => [side, target.resolved]))
  }

  async start(side: Side, spec: TargetSpec, scope: Scope): Promise<StartOutcome> {
    scope.signal.throwIfAborted()
    const { engine, site, held, way, proxyLimit, labels, surroundings, openFiles, perfGateVersion } = this.#parts
    const images = held.get(side)
    if (images === undefined) throw new Error(`no image was prepared for the side ${side}`)
    const cores = await readCores(engine.info)
    checkLimits(engine.info, spec, cores)
    this.#starts++
    const order = {
      engine,
      openFiles,
      way,
      target: spec,
      replica: placeReplica(images.target, spec, cores),
      balancer: placeBalancer(images.balancer, spec, cores),
      networks: [...surroundings.networks, ...(spec.network === null ? [] : [spec.network])],
      networkName: `perf-gate-${site.runId}-${this.#starts}`,
      hostPorts: portsOf(spec, site, proxyLimit),
      labels,
      secrets: site.secrets,
      userAgent: `perf-gate/${perfGateVersion}`,
      dependencies: await surroundings.watch(),
    }
    return await startTarget(order, scope)
  }

  /** Targets are disposed by who started them; this is for one whose making was cut off. What cannot be removed is a warning: the run is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { engine, site, self, grace, surroundings, scope } = this.#parts
    const { log, clock } = scope
    await surroundings[Symbol.asyncDispose]()
    const epochMs = clock.date().getTime()
    try {
      await endingCallsWith(grace, () =>
        sweepLeftovers({ docker: engine.docker, whose: site.runId, self, epochMs, log }),
      )
    } catch (thrown) {
      if (this.#starts === 0) return
      log.warn(
        words`the engine could not be asked whether anything of this run is left (${outside(readEngineError(thrown).message)}); the next start on this machine removes it`,
      )
    }
  }
}

/** Who has no cores of its own is kept off those of whoever has. */
function placeReplica(image: HeldImage, spec: TargetSpec, cores: readonly number[]): Placed {
  const alone = spec.balancer.kind === 'client' ? null : spec.balancer.container.cpuset
  return { ...place(image, spec, spec), sharedCores: coresBeside(alone, cores) }
}

function placeBalancer(
  image: HeldImage | null,
  { balancer, cpuset }: TargetSpec,
  cores: readonly number[],
): Placed | null {
  if (balancer.kind === 'client') return null
  if (image === null) throw new Error('no image was prepared for the balancer')
  return { ...place(image, balancer.container, balancer), sharedCores: coresBeside(cpuset, cores) }
}

function place(
  image: HeldImage,
  spec: ContainerSpec,
  { ready, tls }: Pick<TargetSpec, 'ready' | 'tls'>,
): Omit<Placed, 'sharedCores'> {
  return { imageId: image.resolved.id, spec, port: choosePort(spec.port, image.exposed), ready, tls }
}
