import { Worker } from 'node:worker_threads'
import type { EngineName, StageLoad } from '../../model/config.ts'
import { abortReason } from '../stop/abort-reason.ts'
import { Patience } from '../stop/patience.ts'
import type { FromThread, HeatJob, News, ThreadRole, ToThread } from './messages.ts'

type Answer = Exclude<FromThread, { type: 'gathered' | 'failed' }>
type Question = DistributiveOmit<Exclude<ToThread, { type: 'abort' }>, 'id'>
type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never

type Call = {
  readonly gathered: (now: News) => void
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** While a call is under way: what stops it, and who takes what it gathers. */
export type Asking = { readonly signal?: AbortSignal; readonly gathered?: (now: News) => void }

/** Seconds that a thread may take to answer an aborted call, and that one which drives or closes may say nothing. */
export type ThreadPatience = { readonly afterAbort: number; readonly silent: number }
const PATIENCE: ThreadPatience = { afterAbort: 5, silent: 10 }
/** These are never silent for long: the one gathers several times a second, the other is short. The first call may have to wait for the thread to start. */
const WATCHED: ReadonlySet<Question['type']> = new Set(['drive', 'close'])

/** The thread was caught in something that does not end, such as an answer made for it. It was ended, and all that it knew is gone. */
export class ThreadStuck extends Error {
  constructor() {
    super('The load worker did not answer any more and was replaced.')
    this.name = 'ThreadStuck'
  }
}

/** One thread of the generator, seen from the main thread: calls go in, each gets its answer. A thread that is stuck is replaced by a new one. */
export class LoadThread {
  readonly #workerUrl: URL
  readonly #patience: ThreadPatience
  readonly #calls = new Map<number, Call>()
  readonly #hot = new Set<string>()
  #worker: Worker
  #lastId = 0
  /** Why the thread is gone for good; `null` while it lives. */
  #gone: Error | null = null

  /** Returns at once: the thread starts in the background, and one that cannot start rejects the first call. */
  constructor(workerUrl: URL, patience: ThreadPatience = PATIENCE) {
    this.#workerUrl = workerUrl
    this.#patience = patience
    this.#worker = this.#start()
  }

  /**
   * Rejects when the thread failed, crashed or was closed, with `ThreadStuck` when it had to be replaced.
   * An aborted call is answered too: the thread says how it ended.
   */
  async ask<Type extends Answer['type']>(
    wanted: Type,
    question: Question,
    { signal, gathered = () => undefined }: Asking = {},
  ): Promise<Extract<Answer, { type: Type }>> {
    if (this.#gone !== null) throw this.#gone
    this.#lastId++
    const id = this.#lastId
    const watch = new Watch(this.#patience, WATCHED.has(question.type), () => this.#replace())
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const hear = (now: News) => {
      watch.heard()
      gathered(now)
    }
    this.#calls.set(id, { gathered: hear, resolve, reject })
    this.#send({ ...question, id })
    const abort = () => {
      watch.aborted()
      this.#send({ type: 'abort', id, why: abortReason(signal?.reason) })
    }
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort)
    try {
      const answer = await promise
      if (answer.type !== wanted) throw new Error(`The load worker gave ${answer.type} for another call.`)
      return answer as Extract<Answer, { type: Type }>
    } finally {
      watch.end()
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

  #start(): Worker {
    const role: ThreadRole = 'generator'
    const worker = new Worker(this.#workerUrl, { name: 'load', env: {}, workerData: role })
    const ifCurrent = (act: () => void) => {
      if (this.#worker === worker) act()
    }
    worker.on('message', (message: FromThread) => ifCurrent(() => this.#receive(message)))
    worker.on('error', (cause) =>
      ifCurrent(() => this.#lose(new Error(`The load worker crashed: ${messageOf(cause)}`, { cause }))),
    )
    worker.on('exit', (code) =>
      ifCurrent(() => this.#lose(new Error(`The load worker ended by itself with code ${code}.`))),
    )
    return worker
  }

  /** A thread that runs in a circle hears nothing: it is ended from outside, and a new one takes its place. */
  #replace(): void {
    if (this.#gone !== null) return
    const stuck = this.#worker
    const calls = [...this.#calls.values()]
    this.#worker = this.#start()
    this.#hot.clear()
    const why = new ThreadStuck()
    // Only then may the callers go on: until it has ended its connections are open.
    void stuck.terminate().then(() => reject(calls, why))
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
    reject([...this.#calls.values()], this.#gone)
  }
}

function reject(calls: readonly Call[], why: Error): void {
  for (const call of calls) call.reject(why)
}

/** Watches over one call. */
class Watch {
  readonly #patience: ThreadPatience
  readonly #stuck: () => void
  readonly #silence: Patience | null
  #grace: Patience | null = null

  constructor(patience: ThreadPatience, isWatched: boolean, stuck: () => void) {
    this.#patience = patience
    this.#stuck = stuck
    this.#silence = isWatched ? new Patience(patience.silent, stuck) : null
  }

  heard(): void {
    this.#silence?.renew()
  }

  /** From now on only the answer counts. */
  aborted(): void {
    this.#grace ??= new Patience(this.#patience.afterAbort, this.#stuck)
  }

  end(): void {
    this.#silence?.end()
    this.#grace?.end()
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
