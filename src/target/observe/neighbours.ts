import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import { type Outside, outside } from '../../model/outside.ts'
import type { Clock } from '../../ports.ts'
import { endingCallsWith } from '../engine/calls.ts'
import { readOwnIds } from '../engine/own-container.ts'
import { CpuCourse } from './cpu-course.ts'
import { type CpuFile, openCpuFile } from './cpu-file.ts'
import { parseEngineStats } from './engine-stats.ts'
import { startLoop } from './loop.ts'
import { openProxies } from './proxies.ts'
import { type Surroundings, whoseIs } from './whose.ts'

/** `runId` and `networks`: by which it is told whose a container is. */
export type NeighboursOrder = Omit<Surroundings, 'self'> & {
  readonly docker: Docker
  readonly clock: Pick<Clock, 'now'>
  /** Of the host, by which the load reaches the target; none where it reaches the containers themselves. */
  readonly ports: readonly number[]
  readonly stop: AbortSignal
}

type Neighbour = { readonly whose: 'dependency' | 'stranger'; readonly name: Outside; readonly course: CpuCourse }

/** Containers come and go; listing them costs the engine some milliseconds. */
const LISTED_EVERY_MS: Ms = 10_000
/** A dependency of which the kernel's counter cannot be read. A stranger of that kind has no name: asking for all would cost more than it tells. */
const ASKED_EVERY_MS: Ms = 1000

/** CPU time of what runs beside the target on the engine's machine: its dependencies, the engine's proxies before it, and containers of others. */
export class Neighbours {
  readonly #order: NeighboursOrder
  /** By id: those that are watched, and those that need not be. One that is started again has another counter under the same id. */
  readonly #known = new Set<string>()
  /** Also those that have ended. */
  readonly #found: Neighbour[] = []
  readonly #files: { readonly id: string | null; readonly file: CpuFile; readonly course: CpuCourse }[] = []
  readonly #unread: { readonly id: string; readonly course: CpuCourse }[] = []
  readonly #proxies: readonly CpuCourse[]

  constructor(order: NeighboursOrder) {
    this.#order = order
    this.#proxies = openProxies(order.ports).map((file) => this.#follow(null, file, new CpuCourse()))
    const { clock, stop } = order
    endingCallsWith(stop, async () => {
      startLoop(() => void this.#look(), { clock, periodMs: LISTED_EVERY_MS, stop })
      startLoop(() => void this.#ask(), { clock, periodMs: ASKED_EVERY_MS, stop })
    })
    stop.addEventListener('abort', () => this.#close(), { once: true })
  }

  /** Reads the kernel's counters. */
  sample(): void {
    const atMs = this.#order.clock.now()
    for (const followed of [...this.#files]) {
      try {
        followed.course.add(atMs, followed.file.read())
      } catch {
        // It has ended.
        followed.file.close()
        this.#files.splice(this.#files.indexOf(followed), 1)
        if (followed.id !== null) this.#known.delete(followed.id)
      }
    }
  }

  /** How many of the engine's proxies it found. */
  get proxies(): number {
    return this.#proxies.length
  }

  dependencySeconds(fromMs: Ms, toMs: Ms): number {
    return sum(this.#of('dependency').map(({ course }) => course.within(fromMs, toMs)))
  }

  proxySeconds(fromMs: Ms, toMs: Ms): number {
    return sum(this.#proxies.map((course) => course.within(fromMs, toMs)))
  }

  /** The container of somebody else that used most; `null` where none is known. */
  busiest(fromMs: Ms, toMs: Ms): { readonly name: Outside; readonly seconds: number } | null {
    const used = new Map<string, number>()
    for (const { name, course } of this.#of('stranger'))
      used.set(name.outside, (used.get(name.outside) ?? 0) + course.within(fromMs, toMs))
    const [most] = [...used].sort(([, one], [, other]) => other - one)
    return most === undefined ? null : { name: outside(most[0]), seconds: most[1] }
  }

  #of(whose: Neighbour['whose']): readonly Neighbour[] {
    return this.#found.filter((one) => one.whose === whose)
  }

  async #look(): Promise<void> {
    const { docker, runId, networks, stop } = this.#order
    try {
      const [listed, self] = await Promise.all([docker.listContainers(), readOwnIds()])
      for (const container of listed) {
        // Asked again each time: a look that takes long may be overtaken by the next.
        if (stop.aborted || this.#known.has(container.Id)) continue
        this.#known.add(container.Id)
        const whose = whoseIs(container, { runId, networks, self })
        if (whose !== 'ours') await this.#add(container, whose)
      }
    } catch {
      // The engine does not answer: what is new is among what nobody has a name for.
    }
  }

  async #add({ Id, Names }: Docker.ContainerInfo, whose: Neighbour['whose']): Promise<void> {
    const { docker, stop } = this.#order
    try {
      const { State } = await docker.getContainer(Id).inspect()
      if (stop.aborted) return
      if (State.Pid === 0) throw new Error('it does not run at the moment')
      const course = new CpuCourse()
      const file = openCpuFile(Id, State.Pid)
      if (file !== null) this.#follow(Id, file, course)
      else if (whose === 'dependency') this.#unread.push({ id: Id, course })
      this.#found.push({ whose, name: outside(Names[0]?.replace(/^\//, '') ?? Id), course })
    } catch {
      // It has ended meanwhile, and may be started again.
      this.#known.delete(Id)
    }
  }

  #follow(id: string | null, file: CpuFile, course: CpuCourse): CpuCourse {
    this.#files.push({ id, file, course })
    return course
  }

  async #ask(): Promise<void> {
    const { docker, clock } = this.#order
    await Promise.all(
      this.#unread.map(async ({ id, course }) => {
        try {
          const stats = parseEngineStats(await docker.getContainer(id).stats({ stream: false, 'one-shot': true }))
          if (stats !== null) course.add(clock.now(), stats.reading.cpuSeconds)
        } catch {
          // It has ended, or the engine does not answer: what was seen so far stays.
        }
      }),
    )
  }

  #close(): void {
    for (const { file } of this.#files.splice(0)) file.close()
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
