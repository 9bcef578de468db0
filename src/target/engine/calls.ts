import { AsyncLocalStorage } from 'node:async_hooks'
import type { Ms } from '../../model/config.ts'
import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'
import { formatMs } from '../../model/units.ts'
import { EngineLost } from './engine-lost.ts'
import { readEngineError } from './error.ts'

/** What an engine that works may take for an answer. */
export const ANSWERS_WITHIN_MS: Ms = 15_000

/** Making, starting and removing a container may take longer than looking at one, by this factor. */
const WORK_FACTOR = 4

/** The engine took a call and has not answered it in time. */
export class SilentEngine extends SetupError {
  /** The call and the time, in words: `GET /info within 15 s`. */
  readonly asked: string
  constructor(asked: string) {
    super(
      words`the Docker engine stopped answering (${outside(asked)})`,
      words`Restart it ("sudo systemctl restart docker", or Docker Desktop), then run the gate again.`,
    )
    this.asked = asked
  }
}

type Call = {
  readonly method: string
  readonly path: string
  readonly isStream?: boolean
  readonly abortSignal?: AbortSignal
}
type Answer = (error: unknown, answer: unknown) => void
/** The client library's part that every call goes through. */
type Modem = { dial: (call: Call, answer: Answer) => void }

const endOfCalls = new AsyncLocalStorage<AbortSignal>()
/** The library's own `dial` of each modem that is limited. */
const unlimited = new WeakMap<Modem, Modem['dial']>()

/** Runs the body. Calls to the engine in it, also those that a library makes, end with the signal's reason as soon as it is aborted. */
export function endingCallsWith<T>(signal: AbortSignal, body: () => Promise<T>): Promise<T> {
  return endOfCalls.run(signal, body)
}

/**
 * Gives every call of a client a time in which it must be answered, a stream in which it must begin; a pull may take as long as it needs.
 * What takes longer fails with SilentEngine, what finds nobody there with EngineLost. Done where all calls pass, because nearly none of them has a time of its own.
 */
export function limitCalls(client: { modem: Modem }, answersWithinMs: Ms): void {
  const { modem } = client
  const dial = unlimited.get(modem) ?? modem.dial
  unlimited.set(modem, dial)
  modem.dial = (call, answer) => {
    const end = new AbortController()
    const outer = endOfCalls.getStore()
    const endOuter = () => end.abort(outer?.reason)
    const timer = startTimer(call, answersWithinMs, (silent) => end.abort(silent))
    if (outer?.aborted) endOuter()
    outer?.addEventListener('abort', endOuter)
    const abortSignal = call.abortSignal === undefined ? end.signal : AbortSignal.any([call.abortSignal, end.signal])
    const settle: Answer = (error, value) => {
      clearTimeout(timer)
      outer?.removeEventListener('abort', endOuter)
      answer(error && (abortSignal.aborted ? abortSignal.reason : explainLost(call, error)), value)
    }
    if (abortSignal.aborted) settle(abortSignal.reason, null)
    else dial.call(modem, { ...call, abortSignal }, settle)
  }
}

/** A connection that could not be had, or broke before the answer. What a file that is sent cannot give is told as it is. */
function explainLost({ method, path }: Call, error: unknown): unknown {
  const { code, message } = readEngineError(error)
  const isBroken = code === 'ECONNRESET' || (error as { syscall?: unknown }).syscall === 'connect'
  return isBroken ? new EngineLost(`${method} ${routeOf(path)}: ${message}`, error) : error
}

function startTimer(
  call: Call,
  answersWithinMs: Ms,
  onEnd: (silent: SilentEngine) => void,
): NodeJS.Timeout | undefined {
  if (call.path.startsWith('/images/create?')) return undefined
  const withinMs = call.method === 'GET' ? answersWithinMs : answersWithinMs * WORK_FACTOR
  const asked = `${call.method} ${routeOf(call.path)} within ${formatMs(withinMs)}`
  return setTimeout(() => onEnd(new SilentEngine(asked)), withinMs)
}

/** The path without what it is about: `/images/…/json`. */
export function routeOf(path: string): string {
  const [route = ''] = path.split('?')
  return route
    .replace(/^\/(images|containers|distribution)\/.+\/(\w+)$/, '/$1/…/$2')
    .replace(/^\/(containers|networks)\/(?!create$|json$)[^/]+$/, '/$1/…')
}

/** The promise's value, or a rejection with the signal's reason as soon as it is aborted. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([aborted, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
