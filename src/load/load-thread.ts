import { Worker } from 'node:worker_threads'
import type { EngineName, StageLoad } from '../model/config.ts'
import { abortReason } from './abort-reason.ts'
import type { FromThread, HeatJob, ThreadRole, ToThread } from './messages.ts'
import type { Gathered } from './window-recorder.ts'

type Answer = Exclude<FromThread, { type: 'gathered' | 'failed' }>
type Question = DistributiveOmit<Exclude<ToThread, { type: 'abort' }>, 'id'>
type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never

type Call = {
  readonly gathered: (now: Gathered) => void
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** While a call is under way: what stops it, and who takes what it gathers. */
export type Asking = { readonly signal?: AbortSignal; readonly gathered?: (now: Gathered) => void }

/** One thread of the generator, seen from the main thread: calls go in, each gets its answer. */
export class LoadThread {
  readonly #worker: Worker
  readonly #calls = new Map<number, Call>()
  readonly #hot = new Set<string>()
  #lastId = 0
  /** Why the thread is gone; `null` while it lives. */
  #gone: Error | null = null

  /** Returns at once: the thread starts in the background, and one that cannot start rejects the first call. */
  constructor(workerUrl: URL) {
    const role: ThreadRole = 'generator'
    this.#worker = new Worker(workerUrl, { name: 'load', env: {}, workerData: role })
    this.#worker.on('message', (message: FromThread) => this.#receive(message))
    this.#worker.on('error', (cause) =>
      this.#lose(new Error(`The load worker crashed: ${messageOf(cause)}`, { cause })),
    )
    this.#worker.on('exit', (code) => this.#lose(new Error(`The load worker ended by itself with code ${code}.`)))
  }

  /** Rejects when the thread failed, crashed or was closed. An aborted call is answered too: the thread says how it ended. */
  async ask<Type extends Answer['type']>(
    wanted: Type,
    question: Question,
    { signal, gathered = () => undefined }: Asking = {},
  ): Promise<Extract<Answer, { type: Type }>> {
    if (this.#gone !== null) throw this.#gone
    this.#lastId++
    const id = this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.#calls.set(id, { gathered, resolve, reject })
    this.#send({ ...question, id })
    const abort = () => this.#send({ type: 'abort', id, why: abortReason(signal?.reason) })
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort)
    try {
      const answer = await promise
      if (answer.type !== wanted) throw new Error(`The load worker gave ${answer.type} for another call.`)
      return answer as Extract<Answer, { type: Type }>
    } finally {
      signal?.removeEventListener('abort', abort)
      this.#calls.delete(id)
    }
  }

  isHot(engine: EngineName, model: StageLoad['model']): boolean {
    return this.#hot.has(`${engine} ${model}`)
  }

  /** Makes the thread hot for an engine and a load model; each is done once. */
  async heat(heat: HeatJob, signal: AbortSignal): Promise<void> {
    await this.ask('hot', { type: 'heat', heat }, { signal })
    this.#hot.add(`${heat.engine} ${heat.model}`)
  }

  async end(): Promise<void> {
    this.#gone ??= new Error('The load generator was closed.')
    await this.#worker.terminate()
    this.#lose(this.#gone)
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message)
  }

  #receive(message: FromThread): void {
    const call = this.#calls.get(message.id)
    if (message.type === 'gathered') call?.gathered(message.gathered)
    else if (message.type === 'failed') call?.reject(new Error(`The load worker failed: ${message.what}`))
    else call?.resolve(message)
  }

  #lose(why: Error): void {
    this.#gone ??= why
    for (const call of this.#calls.values()) call.reject(this.#gone)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
