import type { Ms } from '../../model/config.ts'
import { words } from '../../model/outside.ts'
import type { TargetFigures } from '../../model/target-figures.ts'
import type { Clock, Log } from '../../ports.ts'
import { endingCallsWith } from '../engine/calls.ts'
import type { Engine, EngineInfo } from '../engine/engine.ts'
import { watchEvents } from './container-events.ts'
import { cpuSecondsWithin, cutFigures } from './cut-figures.ts'
import { type CpuUsers, cutHost, type HostSample } from './cut-host.ts'
import { isEnginesMachine, openProcStat, parseProcStat } from './host-cpu.ts'
import type { KernelFile } from './kernel-file.ts'
import { startLoop } from './loop.ts'
import { Neighbours, type NeighboursOrder } from './neighbours.ts'
import { addUsed, type UsedNow, usedNow } from './used-now.ts'
import { type ContainerToWatch, WatchedContainer } from './watched-container.ts'

/** Watches the containers of one target from their start to their end. */
export type Observer = {
  /**
   * What they did between two times of the run's clock; up to now it looks once more. Also after `stop`. No replica is in it where it is not
   * known what one of them did up to the end. Never rejects.
   */
  figures(fromMs: Ms, toMs: Ms): Promise<TargetFigures>
  /** What the replicas use together, from the samples that are there; `null` before the first of each. */
  usage(): UsedNow | null
  /** Ends the watching. What was seen stays. */
  stop(): void
}

export type ObservedContainer = ContainerToWatch & {
  readonly role: { readonly kind: 'replica'; readonly number: number } | { readonly kind: 'balancer' }
}

export type Observation = {
  readonly engine: Pick<Engine, 'docker' | 'info' | 'aheadMs'>
  readonly containers: readonly ObservedContainer[]
  readonly clock: Clock
  readonly log?: Log
  readonly surroundings: Pick<NeighboursOrder, 'runId' | 'networks' | 'ports'>
}

/** Five times a second. A CPU quota has periods of 100 ms: oftener would show steps of the quota, not of the service. */
const PERIOD_MS: Ms = 200
/** Margin for clocks that were set meanwhile. The containers are new: they have no earlier events. */
const EVENTS_MARGIN_MS: Ms = 5000

/** Begins at once. Until `stop` there is a connection to the engine for its events. */
export function observe(observation: Observation): Observer {
  return new RunningObserver(observation)
}

type Watched = { readonly role: ObservedContainer['role']; readonly container: WatchedContainer }

class RunningObserver implements Observer {
  readonly #clock: Clock
  readonly #watched: readonly Watched[]
  readonly #host: HostSample[] = []
  readonly #procStat: KernelFile | null
  /** `null` where the engine's machine cannot be seen. */
  readonly #neighbours: Neighbours | null
  readonly #stop = new AbortController()

  constructor({ engine, containers, clock, log, surroundings }: Observation) {
    this.#clock = clock
    const { docker, aheadMs, info } = engine
    const world = { docker, aheadMs, clock, stop: this.#stop.signal, readsAtOnce: readsAtOnce(info) }
    this.#watched = containers.map((one) => ({ role: one.role, container: new WatchedContainer(one, world) }))
    const isAnySeen = this.#watched.some(({ container }) => container.isSeen)
    this.#procStat = isAnySeen || isEnginesMachine(info) ? openProcStat() : null
    this.#neighbours = this.#procStat === null ? null : new Neighbours({ ...surroundings, ...world })
    if (!isAnySeen)
      log?.say(
        words`the kernel's figures of the containers cannot be read from here: the engine is asked, ${world.readsAtOnce ? 'four times' : 'once'} a second`,
      )
    const startMs = Math.min(...containers.map((one) => one.startCallMs))
    const sinceEpochMs = clock.date().getTime() + aheadMs - (clock.now() - startMs) - EVENTS_MARGIN_MS
    const ids = containers.map((one) => one.id)
    const hear = (event: Parameters<WatchedContainer['hear']>[0]) =>
      this.#watched.find(({ container }) => container.id === event.id)?.container.hear(event)
    // Its calls end with it: one that the engine does not answer would keep the process alive.
    endingCallsWith(this.#stop.signal, () => watchEvents({ docker, ids, sinceEpochMs }, hear, this.#stop.signal))
    startLoop(() => this.#sample(), { clock, periodMs: PERIOD_MS, stop: this.#stop.signal })
  }

  stop(): void {
    if (this.#stop.signal.aborted) return
    this.#sample()
    this.#stop.abort()
    this.#procStat?.close()
  }

  async figures(fromMs: Ms, toMs: Ms): Promise<TargetFigures> {
    if (!this.#stop.signal.aborted) await this.#sampleUntil(toMs)
    const cut = ({ container }: Watched) => cutFigures(container.history, fromMs, toMs)
    const isKnown = this.#watched.every(({ container }) => container.isKnownAt(toMs))
    const balancer = this.#watched.find(({ role }) => role.kind === 'balancer')
    return {
      ms: Math.max(0, toMs - fromMs),
      replicas: isKnown ? replicasInOrder(this.#watched).map(cut) : [],
      balancer: balancer === undefined ? null : cut(balancer),
      host: cutHost(this.#host, { fromMs, toMs }, this.#users),
    }
  }

  /** Whose the CPU time of the machine was, as far as that is known. */
  get #users(): CpuUsers {
    const [watched, neighbours] = [this.#watched, this.#neighbours]
    return {
      target: (fromMs, toMs) =>
        watched.reduce((sum, { container }) => sum + cpuSecondsWithin(container.history, fromMs, toMs), 0),
      dependencies: (fromMs, toMs) => neighbours?.dependencySeconds(fromMs, toMs) ?? 0,
      proxies: (fromMs, toMs) => neighbours?.proxySeconds(fromMs, toMs) ?? 0,
      busiest: (fromMs, toMs) => neighbours?.busiest(fromMs, toMs) ?? null,
    }
  }

  usage(): UsedNow | null {
    const used = replicasInOrder(this.#watched).map(({ container }) => usedNow(container.history.samples))
    const known = used.filter((one) => one !== null)
    return known.length < used.length || known.length === 0 ? null : addUsed(known)
  }

  async #sampleUntil(toMs: Ms): Promise<void> {
    const late = this.#watched.filter(({ container }) => (container.history.samples.at(-1)?.atMs ?? 0) < toMs)
    await Promise.all(late.map(({ container }) => container.sampleNow()))
    if ((this.#host.at(-1)?.atMs ?? 0) < toMs) this.#sampleHost()
  }

  #sample(): void {
    for (const { container } of this.#watched) container.sample()
    this.#sampleHost()
  }

  #sampleHost(): void {
    if (this.#procStat === null) return
    this.#neighbours?.sample()
    const atMs = this.#clock.now()
    const cpu = parseProcStat(this.#procStat.read())
    const { user, system } = process.cpuUsage()
    if (cpu !== null && atMs > (this.#host.at(-1)?.atMs ?? 0)) {
      this.#host.push({ ...cpu, atMs, ourSeconds: (user + system) / 1e6 })
    }
  }
}

/** From API 1.41 on, from which on it also tells its cgroup version. */
function readsAtOnce({ CgroupVersion }: Pick<EngineInfo, 'CgroupVersion'>): boolean {
  return CgroupVersion !== undefined
}

function replicasInOrder(watched: readonly Watched[]): readonly Watched[] {
  const numberOf = ({ role }: Watched) => (role.kind === 'replica' ? role.number : 0)
  return watched.filter(({ role }) => role.kind === 'replica').toSorted((one, other) => numberOf(one) - numberOf(other))
}
