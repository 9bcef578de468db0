import type { Ending } from '../../model/evidence.ts'
import type { Scope } from '../../ports.ts'
import type { ExitNotice } from '../container/exit-watch.ts'
import { explainEnded } from './failed-start.ts'
import { type StartedContainer, startContainer } from './start-container.ts'
import type { ContainerStart, StartContext } from './start-context.ts'

/** The containers of one start, in whatever order they are started: the first that fails, or that ends after it was ready, stops the others and is what is told. */
export class StartGroup {
  readonly #context: StartContext
  readonly #scope: Scope
  readonly #stop = new AbortController()
  /** What stopped the start first; `null` until then. */
  #failure: Promise<Ending> | null = null
  #isSettled = false

  constructor(context: StartContext, scope: Scope) {
    this.#context = context
    this.#scope = scope
  }

  /** `null` where it did not become ready, or another container has failed. Nothing of it is under way then. Never rejects. */
  async start(start: ContainerStart): Promise<StartedContainer | null> {
    if (this.#failure !== null) return null
    const signal = AbortSignal.any([this.#scope.signal, this.#stop.signal])
    try {
      const outcome = await startContainer(this.#context, start, { ...this.#scope, signal })
      if (outcome.state === 'failed') return this.#fail(() => Promise.resolve(outcome.ending))
      const { container } = outcome
      container.launched.watch.exited.then((notice) => this.#ended(container, notice))
      return container
    } catch (thrown) {
      return this.#fail(() => Promise.reject(thrown))
    }
  }

  /** When all starts are over: how the first that failed did so; `null`: all are ready, and whoever has them listens from now on. Throws what was thrown first. */
  async settle(): Promise<Ending | null> {
    this.#scope.signal.throwIfAborted()
    this.#isSettled = true
    return await this.#failure
  }

  #ended({ launched, who }: StartedContainer, notice: ExitNotice): void {
    if (this.#isSettled) return
    this.#fail(async () => ({ ...(await explainEnded(this.#context, launched, notice, this.#scope)), who }))
  }

  #fail(explain: () => Promise<Ending>): null {
    if (this.#failure !== null) return null
    this.#failure = explain()
    // It is told when the starts are over.
    this.#failure.catch(() => undefined)
    this.#stop.abort(new Error('another container of this start has failed'))
    return null
  }
}
