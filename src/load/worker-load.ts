import type { Probe } from '../model/evidence.ts'
import type { Load, LoadJob, LoadProgress, ProbeJob, SideSamples, TurnTaking } from '../ports.ts'
import { runStage } from './run-stage.ts'
import { keepOff } from './thread/keep-off.ts'
import { LoadThread } from './thread/load-thread.ts'
import { splitJob } from './thread/split-job.ts'
import { withHeatServer } from './thread/with-heat-server.ts'

/**
 * The load generator in threads of its own. Returns at once: the first thread starts in the background, and one that cannot
 * start rejects the first call. `workerUrl` is the file of `worker.ts`, in the source or bundled.
 */
export function createLoad(options: { readonly workerUrl: URL }): Load {
  return new WorkerLoad(options.workerUrl)
}

class WorkerLoad implements Load {
  readonly name = 'load threads'
  readonly #workerUrl: URL
  /** Kept from stage to stage; the first is always there. */
  readonly #threads: [LoadThread, ...LoadThread[]]
  #stages = 0
  #closed = false

  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl
    this.#threads = [new LoadThread(workerUrl)]
  }

  keepOff(cores: readonly number[]): Promise<readonly number[] | null> {
    return keepOff(cores)
  }

  async probe(job: ProbeJob, signal: AbortSignal): Promise<readonly Probe[]> {
    signal.throwIfAborted()
    const [thread] = this.#threads
    const asked = thread.ask('probes', { type: 'probe', job }, { signal })
    const { probes } = await asked.catch((error) => {
      signal.throwIfAborted()
      throw error
    })
    return probes
  }

  async run(
    job: LoadJob,
    turns: TurnTaking,
    progress: (now: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly SideSamples[]> {
    const shares = splitJob(job)
    const threads = this.#atLeast(shares.length)
    await this.#heat(threads, job, signal)
    this.#stages++
    return await runStage({ id: this.#stages, job, shares, threads, turns, progress, signal })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await Promise.all(this.#threads.map((thread) => thread.end()))
  }

  #atLeast(count: number): readonly LoadThread[] {
    while (this.#threads.length < count && !this.#closed) this.#threads.push(new LoadThread(this.#workerUrl))
    return this.#threads.slice(0, count)
  }

  /** The generator is heated here, before the first stage of a kind: not while the target starts, whose start it would slow down. */
  async #heat(threads: readonly LoadThread[], job: LoadJob, signal: AbortSignal): Promise<void> {
    const { engine } = job
    const { model } = job.stage.load
    const cold = threads.filter((thread) => !thread.isHot(engine, model))
    if (cold.length === 0 || signal.aborted) return
    await withHeatServer(this.#workerUrl, async (endpoint) => {
      await Promise.all(cold.map((thread) => thread.heat({ engine, model, endpoint }, signal)))
    })
  }
}
