import type { Readiness, TargetSpec, Tls } from '../../model/config.ts'
import type { ContainerSpec } from '../../model/container-spec.ts'
import type { Ending, Who } from '../../model/evidence.ts'
import type { Endpoint, Scope, StartOutcome } from '../../ports.ts'
import type { OpenFiles } from '../checks/open-files.ts'
import type { SurroundingsWatch } from '../compose/dependencies.ts'
import { type ContainerOrder, hasOnlyCores } from '../container/container.ts'
import type { Engine } from '../engine/engine.ts'
import { RUN_LABEL } from '../engine/owner.ts'
import type { WayIn } from '../engine/route.ts'
import { type ObservedContainer, observe } from '../observe/observer.ts'
import { joinNetworks } from './join-networks.ts'
import { Made } from './made.ts'
import { makeNetwork } from './network.ts'
import { RunningTarget } from './running-target.ts'
import type { StartedContainer } from './start-container.ts'
import type { ContainerStart, StartContext } from './start-context.ts'
import { StartGroup } from './start-group.ts'

/** An image that is in the engine, as what it is started, the port that it listens on, and how it is asked there whether it is ready. */
export type Placed = {
  readonly imageId: string
  readonly spec: ContainerSpec
  readonly port: number
  readonly sharedCores: ContainerOrder['sharedCores']
  readonly ready: Readiness
  readonly tls: Tls | null
}

export type StartOrder = {
  readonly engine: Engine
  readonly openFiles: OpenFiles
  readonly way: WayIn
  readonly target: Pick<TargetSpec, 'replicas'>
  readonly replica: Placed
  /** `null`: the generator spreads the load. */
  readonly balancer: Placed | null
  /** Networks that every container joins besides its own. */
  readonly networks: readonly string[]
  /** Of the network of this start, where it needs one. */
  readonly networkName: string
  /** Ports of the host for each container that takes load, where it is reached through such. */
  readonly hostPorts: number
  readonly labels: Record<string, string>
  /** To be replaced in what engine and container say. */
  readonly secrets: readonly string[]
  readonly userAgent: string
  readonly dependencies: SurroundingsWatch
}

/** One fresh start until everything is ready: all replicas at the same time, then the balancer. A start that fails is a value, already removed. */
export async function startTarget(order: StartOrder, scope: Scope): Promise<StartOutcome> {
  const made = new Made()
  const outcome = await startAll(order, made, scope).catch(async (thrown: unknown) => {
    // The first failure says why. The testbed removes what is left, and tells of what it cannot.
    await made.remove().catch(() => undefined)
    throw thrown
  })
  if (outcome.state === 'ready') return { state: 'ready', target: makeTarget(order, outcome.started, made, scope) }
  // Before it is removed, as what falls afterwards may be the consequence of that.
  const lost = await order.dependencies.assertWell().then(
    () => null,
    (thrown: unknown) => thrown,
  )
  await made.remove()
  scope.signal.throwIfAborted()
  if (lost !== null) throw lost
  return outcome
}

type Started = { readonly replicas: readonly StartedContainer[]; readonly balancer: StartedContainer | null }
type Outcome =
  | { readonly state: 'ready'; readonly started: Started }
  | { readonly state: 'failed'; readonly ending: Ending }

async function startAll(order: StartOrder, made: Made, scope: Scope): Promise<Outcome> {
  const { engine, openFiles, way, secrets, userAgent } = order
  const context: StartContext = {
    engine,
    openFiles,
    way,
    secrets,
    userAgent,
    made,
  }
  if (order.balancer !== null) {
    made.addNetwork(await makeNetwork(engine, { name: order.networkName, labels: order.labels }, scope))
  }
  const group = new StartGroup(context, scope)
  const started = await Promise.all(replicaStarts(order).map((start) => group.start(start)))
  const balancer = order.balancer === null ? null : await group.start(balancerStart(order, order.balancer))
  const ending = await group.settle()
  if (ending !== null) return { state: 'failed', ending }
  return { state: 'ready', started: { replicas: started.filter((one) => one !== null), balancer } }
}

function replicaStarts(order: StartOrder): readonly ContainerStart[] {
  const { target, replica, balancer } = order
  return Array.from({ length: target.replicas }, (_, index): ContainerStart => {
    const number = index + 1
    const single = target.replicas === 1 && balancer === null
    const who: Who | null = single ? null : { kind: 'replica', number, of: target.replicas }
    // Behind a balancer only readiness is asked through it.
    const ports = balancer === null ? order.hostPorts : 1
    return startOf(order, who, replica, { ports, aliases: ['target', aliasOf(number)], extraEnv: {} })
  })
}

function balancerStart(order: StartOrder, balancer: Placed): ContainerStart {
  const { target, replica, hostPorts } = order
  const replicas = Array.from({ length: target.replicas }, (_, index) => `${aliasOf(index + 1)}:${replica.port}`)
  const extraEnv = { PERF_GATE_TARGETS: replicas.join(',') }
  return startOf(order, { kind: 'balancer' }, balancer, { ports: hostPorts, aliases: [], extraEnv })
}

/** A replica's name in the network of its start. */
function aliasOf(number: number): string {
  return `target-${number}`
}

type Own = Pick<ContainerOrder, 'extraEnv'> & {
  /** Of the host, that lead to it. */
  readonly ports: number
  readonly aliases: readonly string[]
}

function startOf(
  order: StartOrder,
  who: Who | null,
  { ready, tls, ...placed }: Placed,
  { ports, aliases, extraEnv }: Own,
): ContainerStart {
  const { way, networks, labels } = order
  const own = order.balancer === null ? null : { name: order.networkName, aliases }
  return {
    who,
    ready,
    tls,
    container: {
      ...placed,
      publish: way.route === 'mapped-port' ? { host: way.host, ports } : null,
      networks: joinNetworks(own, way, networks),
      labels,
      extraEnv,
    },
  }
}

function makeTarget(order: StartOrder, { replicas, balancer }: Started, made: Made, scope: Scope): RunningTarget {
  const { engine, secrets, way, dependencies } = order
  const { clock, log, signal } = scope
  const containers = balancer === null ? replicas : [...replicas, balancer]
  const endpoints = balancer === null ? inTurns(replicas.map((replica) => replica.endpoints)) : balancer.endpoints
  return new RunningTarget({
    engine,
    secrets,
    clock,
    signal,
    dependencies,
    containers,
    endpoints,
    route: way.route,
    startupMs: Math.max(...replicas.map(({ startupMs }) => startupMs)),
    observer: observe({
      engine,
      containers: containers.map(toObserved),
      clock,
      log,
      surroundings: {
        runId: order.labels[RUN_LABEL] ?? '',
        networks: order.networks,
        ports: hostPortsOf(order, endpoints),
      },
    }),
    remove: () => made.remove(),
  })
}

/** Behind which the engine has a proxy; none where the containers are reached by their own addresses. */
function hostPortsOf({ way }: StartOrder, endpoints: readonly Endpoint[]): readonly number[] {
  return way.route === 'mapped-port' ? endpoints.map(({ port }) => port) : []
}

function toObserved({ launched: { id, startCallMs }, pid, who, limits }: StartedContainer): ObservedContainer {
  return { id, pid, startCallMs, quota: !hasOnlyCores(limits), role: who ?? { kind: 'replica', number: 1 } }
}

/** The first of each, then the second of each: a few connections are spread over the replicas too. */
function inTurns(perReplica: readonly (readonly Endpoint[])[]): readonly Endpoint[] {
  const most = Math.max(...perReplica.map((endpoints) => endpoints.length))
  return Array.from({ length: most }, (_, index) => perReplica.flatMap((endpoints) => endpoints[index] ?? [])).flat()
}
