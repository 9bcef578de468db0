import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { readEngineError } from '../engine/error.ts'

/** A container's end, told by the engine as it happens. */
export type ExitWatch = {
  /** Resolves when the container has ended, or the engine cannot be asked any more. Never rejects. */
  readonly exited: Promise<ExitNotice>
  /** Ends the watch; `exited` then stays open. */
  stop(): void
}
/** `exitCode: null`: the engine did not say. `lost`: its words where it stopped answering. */
export type ExitNotice = { readonly exitCode: number | null; readonly lost: string | null }

type Condition = 'next-exit' | 'not-running'

/** Between two attempts to watch again, where the connection broke but the container lives. */
const REWATCH_AFTER_MS = 200

/** Resolves when the engine has taken note (it sends its headers then), so that a container started afterwards cannot end unseen. */
export async function watchExit(docker: Docker, id: string): Promise<ExitWatch> {
  const stopped = new AbortController()
  const first = await openWait(docker, id, 'next-exit', stopped.signal)
  return { exited: follow(docker, id, first, stopped.signal), stop: () => stopped.abort() }
}

async function follow(docker: Docker, id: string, first: Readable, stopped: AbortSignal): Promise<ExitNotice> {
  let wait: Readable | null = first
  for (;;) {
    const exitCode = wait === null ? null : await readExitCode(wait)
    if (exitCode !== null) return { exitCode, lost: null }
    if (stopped.aborted) return new Promise(() => undefined)
    await sleep(REWATCH_AFTER_MS)
    try {
      wait = await openWait(docker, id, 'not-running', stopped)
    } catch (thrown) {
      if (stopped.aborted) return new Promise(() => undefined)
      const { status, message } = readEngineError(thrown)
      return { exitCode: null, lost: status === 404 ? null : message }
    }
  }
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
