import { Worker } from 'node:worker_threads'
import type { Probe } from '../model/evidence.ts'
import type { AbortReason, StageSamples } from '../model/samples.ts'
import type { Load, LoadJob, LoadProgress, ProbeJob } from '../ports.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const ABORT_REASONS: readonly unknown[] = [
  'target-gone',
  'time-limit',
  'interrupted',
  'no-answers',
] satisfies AbortReason[]

/**
 * The load generator in a thread of its own. Returns at once: the worker starts in the background, and one that cannot
 * start rejects the first call. `workerUrl` is the file of `worker.ts`, in the source or bundled.
 */
export function createLoad(options: { readonly workerUrl: URL }): Load {
  return new WorkerLoad(new Worker(options.workerUrl, { name: 'load', env: {} }))
}

type Answer = Exclude<FromWorker, { type: 'progress' | 'failed' }>
type Call = {
  readonly progress: (now: LoadProgress) => void
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}
type Ask = {
  readonly message: Exclude<ToWorker, { type: 'abort' }>
  readonly progress: Call['progress']
  readonly signal: AbortSignal
}

class WorkerLoad implements Load {
  /** The default engine's; the engines themselves are loaded in the worker only. */
  readonly name = 'autocannon'
  readonly #worker: Worker
  readonly #calls = new Map<number, Call>()
  #lastId = 0
  /** Why the worker is gone; `null` while it lives. */
  #gone: Error | null = null

  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (message: FromWorker) => this.#receive(message))
    worker.on('error', (cause) => this.#lose(new Error(`The load worker crashed: ${messageOf(cause)}`, { cause })))
    worker.on('exit', (code) => this.#lose(new Error(`The load worker ended by itself with code ${code}.`)))
  }

  async probe(job: ProbeJob, signal: AbortSignal): Promise<readonly Probe[]> {
    signal.throwIfAborted()
    const id = this.#newId()
    const answer = await this.#ask({ message: { type: 'probe', id, job }, progress: () => undefined, signal }).catch(
      (error) => {
        signal.throwIfAborted()
        throw error
      },
    )
    return answer.type === 'probes' ? answer.probes : mixedUp(answer)
  }

  async run(job: LoadJob, progress: (now: LoadProgress) => void, signal: AbortSignal): Promise<StageSamples> {
    const id = this.#newId()
    const answer = await this.#ask({ message: { type: 'run', id, job }, progress, signal })
    return answer.type === 'samples' ? answer.samples : mixedUp(answer)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#gone ??= new Error('The load generator was closed.')
    await this.#worker.terminate()
    this.#lose(this.#gone)
  }

  #newId(): number {
    this.#lastId++
    return this.#lastId
  }

  async #ask({ message, progress, signal }: Ask): Promise<Answer> {
    if (this.#gone !== null) throw this.#gone
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const { id } = message
    const abort = () => this.#send({ type: 'abort', id, why: abortReason(signal.reason) })
    this.#calls.set(id, { progress, resolve, reject })
    this.#send(message)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', abort)
      this.#calls.delete(id)
    }
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message)
  }

  #receive(message: FromWorker): void {
    const call = this.#calls.get(message.id)
    if (message.type === 'progress') call?.progress(message.now)
    else if (message.type === 'failed') call?.reject(new Error(`The load worker failed: ${message.what}`))
    else call?.resolve(message)
  }

  #lose(why: Error): void {
    this.#gone ??= why
    for (const call of this.#calls.values()) call.reject(this.#gone)
  }
}

/** What the caller aborted with where it is a reason that a stage can end with; any other abort is an interruption. */
function abortReason(reason: unknown): AbortReason {
  return ABORT_REASONS.includes(reason) ? (reason as AbortReason) : 'interrupted'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function mixedUp(answer: Answer): never {
  throw new Error(`The load worker gave ${answer.type} for another call.`)
}
