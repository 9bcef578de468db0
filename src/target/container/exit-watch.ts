import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { Ms } from '../../model/config.ts'
import type { SetupError } from '../../model/errors.ts'
import { assertAnswers } from '../engine/assert-answers.ts'
import { SilentEngine } from '../engine/calls.ts'
import type { TimedEngine } from '../engine/engine.ts'
import { EngineLost } from '../engine/engine-lost.ts'
import { readEngineError } from '../engine/error.ts'
import { remembersBefore } from '../engine/remembers-before.ts'
import { rewatchPause } from './rewatch-pause.ts'

/** A container's end, told by the engine as it happens. */
export type ExitWatch = {
  /** Resolves when the container has ended, or the engine cannot be asked any more. Never rejects. */
  readonly exited: Promise<ExitNotice>
  /** What is known by now; `null`: it runs. Where the connection broke, that is found out first. Never rejects. */
  now(): Promise<ExitNotice | null>
  /** Ends the watch; `exited` then stays open. */
  stop(): void
}
/** `exitCode`: `null` where somebody removed it before it could be told. `lost`: it may have ended, and nobody can say why: the engine was away. */
export type ExitNotice = { readonly exitCode: number | null } | { readonly lost: SetupError }

type Condition = 'next-exit' | 'not-running'

/** Resolves when the engine has taken note (it sends its headers then), so that a container started afterwards cannot end unseen. */
export async function watchExit(engine: TimedEngine, id: string): Promise<ExitWatch> {
  const stopped = new AbortController()
  const first = await openWait(engine.docker, id, 'next-exit', stopped.signal)
  return new RunningWatch({ engine, id, first, stopped })
}

type Watched = {
  readonly engine: TimedEngine
  readonly id: string
  readonly first: Readable
  readonly stopped: AbortController
}

class RunningWatch implements ExitWatch {
  readonly exited: Promise<ExitNotice>
  readonly #watched: Watched
  #notice: ExitNotice | null = null
  /** While the connection is broken, until it is known what became of the container. */
  #doubt: PromiseWithResolvers<void> | null = null

  constructor(watched: Watched) {
    this.#watched = watched
    this.exited = this.#follow(watched.first)
  }

  async now(): Promise<ExitNotice | null> {
    await this.#doubt?.promise
    return this.#notice
  }

  stop(): void {
    this.#watched.stopped.abort()
    this.#doubt?.resolve()
  }

  async #follow(first: Readable): Promise<ExitNotice> {
    let wait = first
    let pauseMs: Ms | null = null
    for (;;) {
      const openedMs = performance.now()
      const exitCode = await readExitCode(wait)
      if (exitCode !== null) return this.#know({ exitCode })
      if (this.#watched.stopped.signal.aborted) return new Promise(() => undefined)
      this.#doubt = Promise.withResolvers()
      try {
        pauseMs = rewatchPause(pauseMs, performance.now() - openedMs)
        const again = await this.#watchAgain(Date.now(), pauseMs)
        if (again === null) return this.#know({ exitCode: null })
        wait = again
        this.#doubt.resolve()
      } catch (thrown) {
        if (this.#watched.stopped.signal.aborted) return new Promise(() => undefined)
        return this.#know({ lost: toLost(thrown) })
      }
    }
  }

  #know(notice: ExitNotice): ExitNotice {
    this.#notice = notice
    this.#doubt?.resolve()
    return notice
  }

  /**
   * `null`: somebody removed it. An engine that was started again may have ended it, and is found out by what it remembers; one that has run on tells how it ended as if
   * the connection had never broken. Its memory is asked while the new connection is there, so that both are of the same engine.
   */
  async #watchAgain(brokeAtEpochMs: Ms, pauseMs: Ms): Promise<Readable | null> {
    const { engine, id, stopped } = this.#watched
    const { docker } = engine
    await sleep(pauseMs, undefined, { signal: stopped.signal })
    await assertAnswers(docker, stopped.signal)
    const wait = await openWait(docker, id, 'not-running', stopped.signal).catch(nullIfRemoved)
    let hasRunOn = false
    try {
      hasRunOn = await remembersBefore(engine, brokeAtEpochMs)
    } finally {
      if (!hasRunOn) wait?.destroy()
    }
    if (hasRunOn) return wait
    throw new EngineLost('it broke its connections, and remembers nothing of before: it was started again')
  }
}

function nullIfRemoved(thrown: unknown): null {
  if (readEngineError(thrown).status === 404) return null
  throw thrown
}

function toLost(thrown: unknown): SetupError {
  if (thrown instanceof EngineLost || thrown instanceof SilentEngine) return thrown
  return new EngineLost(readEngineError(thrown).message, thrown)
}

/** `POST /containers/{id}/wait`: headers at once, the body when it has ended. The client library's own `wait` gives the body only. */
function openWait(docker: Docker, id: string, condition: Condition, abortSignal: AbortSignal): Promise<Readable> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path: `/containers/${id}/wait?`,
        method: 'POST',
        isStream: true,
        abortSignal,
        options: { _query: { condition }, _body: {} },
        statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
      },
      (error, stream) => (error === null ? resolve(stream as Readable) : reject(error)),
    )
  })
}

/** `null` when the connection broke before the engine said. */
async function readExitCode(wait: Readable): Promise<number | null> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of wait) chunks.push(Buffer.from(chunk))
    const told: { StatusCode?: unknown } = JSON.parse(Buffer.concat(chunks).toString() || '{}')
    return typeof told.StatusCode === 'number' ? told.StatusCode : null
  } catch {
    // Stopped by us, or broken off: the caller finds out which.
    return null
  }
}
