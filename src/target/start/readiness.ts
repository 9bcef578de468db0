import { Agent, errors, request } from 'undici'
import type { Ms, Readiness, Tls } from '../../model/config.ts'
import { acceptsStatus } from '../../model/judge/status.ts'
import { tlsOptions } from '../../model/tls.ts'
import type { Clock, Endpoint } from '../../ports.ts'

/** `heard`: an answer of whatever kind, or a connection that was held open; only something that listens does that. */
export type ReadinessOutcome =
  | { readonly state: 'ready'; readonly startupMs: Ms }
  | { readonly state: 'not-ready'; readonly heard: boolean; readonly lastAnswer: string | null }

export type ReadinessOrder = {
  readonly endpoint: Endpoint
  readonly ready: Readiness
  readonly tls: Tls | null
  readonly startCallMs: Ms
  readonly clock: Clock
  readonly userAgent: string
  /** Aborted when nobody waits any more: the container has ended, or the run is interrupted. */
  readonly stop: AbortSignal
}

const FIRST_PAUSE_MS = 2
const LONGEST_PAUSE_MS = 50
/** A request that takes longer than this is no answer for a client either, and a connection that was lost must not take the whole time. */
const ANSWERS_WITHIN_MS = 10_000

/** Asks over HTTP until a status is accepted or the time is over. Rejects with the reason of `stop`. */
export async function awaitReady(order: ReadinessOrder): Promise<ReadinessOutcome> {
  const { ready, startCallMs, clock, stop } = order
  await using agent = new DisposableAgent(order.tls === null ? {} : { connect: tlsOptions(order.tls) })
  let heard = false
  let lastAnswer: string | null = null
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const leftMs = startCallMs + ready.withinMs - clock.now()
    if (leftMs <= 0) return { state: 'not-ready', heard, lastAnswer }
    const attempt = await ask(order, agent, Math.min(leftMs, ANSWERS_WITHIN_MS))
    stop.throwIfAborted()
    if (attempt.status !== null && acceptsStatus(ready.status, attempt.status)) {
      return { state: 'ready', startupMs: clock.now() - startCallMs }
    }
    heard ||= attempt.heard !== null
    lastAnswer = attempt.heard ?? lastAnswer
    await clock.sleep(Math.min(pauseMs, Math.max(0, leftMs)), stop)
  }
}

/** `heard`: what came back, in words; `null` when nothing did. */
type Attempt = { readonly status: number | null; readonly heard: string | null }

async function ask(order: ReadinessOrder, dispatcher: Agent, withinMs: Ms): Promise<Attempt> {
  const { endpoint, ready, tls, stop, userAgent } = order
  const signal = AbortSignal.any([stop, AbortSignal.timeout(Math.ceil(withinMs))])
  try {
    const { statusCode, body } = await request(
      `${tls === null ? 'http' : 'https'}://${hostPart(endpoint.host)}:${endpoint.port}${ready.path}`,
      {
        dispatcher,
        // A connection of its own each time: what one broken connection says must not stand for the server.
        reset: true,
        headers: { 'user-agent': userAgent, accept: '*/*' },
        headersTimeout: Math.ceil(withinMs),
        signal,
      },
    )
    // The status is all that counts; a body may never end. Destroying it unread is reported as an error of the body.
    body.on('error', () => undefined).destroy()
    return { status: statusCode, heard: `the last answer was ${statusCode}` }
  } catch (thrown) {
    // A path or header that cannot be sent will not become better.
    if (thrown instanceof errors.InvalidArgumentError) throw thrown
    return { status: null, heard: hearError(thrown, withinMs) }
  }
}

/** An attempt cut short by the end of the time says nothing. */
const TELLING_TIMEOUT_MS = 250

function hearError(thrown: unknown, withinMs: Ms): string | null {
  if (thrown instanceof errors.HTTPParserError) return 'the last answer was not HTTP'
  const timedOut =
    thrown instanceof errors.HeadersTimeoutError || (thrown instanceof Error && thrown.name === 'TimeoutError')
  return timedOut && withinMs >= TELLING_TIMEOUT_MS ? 'it took the last request and did not answer' : null
}

function hostPart(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

class DisposableAgent extends Agent {
  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy()
  }
}
