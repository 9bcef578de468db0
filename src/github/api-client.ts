import { getOctokit } from '@actions/github'
import { EnvHttpProxyAgent, fetch, type RequestInit } from 'undici'
import type { Ms } from '../model/config.ts'
import { outside, type Words, words } from '../model/outside.ts'
import type { Scope } from '../ports.ts'
import { type Allowance, ApiBudget, type Purse } from './api-budget.ts'
import { ApiFailure } from './api-failure.ts'
import { type Answered, isLimit, retryAfterMs } from './retry.ts'

export type Octokit = ReturnType<typeof getOctokit>

/** GitHub as one run asks it: every call is tried again where that helps, within one budget. Whatever fails throws ApiFailure. */
export type Api = {
  /** Follows no redirect: an answer with status 3xx is handed back. */
  readonly octokit: Octokit
  /** The bytes at an address that GitHub signed, at most `maxBytes`. The token is not sent there. */
  readonly download: (url: string, maxBytes: number) => Promise<Buffer>
  /** Allows more calls, and time for them. */
  readonly allow: (more: Allowance) => void
  /** Calls that are left now. */
  readonly callsLeft: () => number
}

export type ApiOptions = Pick<Scope, 'signal' | 'clock'> & {
  /** `GITHUB_API_URL`. */
  readonly baseUrl: string
  readonly token: string
  /** Between 0 and 1. */
  readonly random: () => number
  readonly budget?: Purse
  /** The longest that one answer may take. */
  readonly callMs?: Ms
}

type Call = { readonly method: string; readonly what: Words }
type Attempt<T> = (signal: AbortSignal) => Promise<T>
type Budgeted = { readonly budget: Purse }
type Persist = <T>(call: Call, attempt: Attempt<T>) => Promise<T>

export function openApi({ budget = new ApiBudget(), ...options }: ApiOptions): Api {
  const persist = persistently({ ...options, budget })
  const proxied = withProxy()
  const octokit = getOctokit(options.token, {
    baseUrl: options.baseUrl,
    request: { fetch: proxied, redirect: 'manual' },
    log: SILENT,
  })
  octokit.hook.wrap('request', (request, parameters) => {
    const call = { method: parameters.method, what: words`${parameters.method} ${outside(pathOf(parameters.url))}` }
    return persist(call, async (signal) => {
      // Octokit keeps the options that hooks are given and ignores others: they can only be changed in place.
      parameters.request = { ...parameters.request, signal }
      return request(parameters)
    })
  })
  const download = (url: string, maxBytes: number) => {
    const address = checkAddress(url, options.baseUrl)
    const call = { method: 'GET', what: words`the download from ${outside(address.host)}` }
    return persist(call, async (signal) => readCapped(await proxied(address, { redirect: 'error', signal }), maxBytes))
  }
  return { octokit, download, allow: (more) => budget.grow(more), callsLeft: () => budget.callsLeft }
}

/** Octokit warns of deprecated routes on the console, where a line could be taken for a command. */
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore }
function ignore(): void {}

/** Through the machine's proxy where `HTTPS_PROXY` and the like name one. */
function withProxy() {
  const dispatcher = new EnvHttpProxyAgent()
  return (url: string | URL, init: RequestInit) => fetch(url, { ...init, dispatcher })
}

/** The one place where calls are counted, limited in time and tried again. */
function persistently({ signal, clock, random, budget, callMs = 15_000 }: ApiOptions & Budgeted): Persist {
  return async (call, attempt) => {
    for (let tries = 1; ; tries += 1) {
      if (!budget.takeCall() || budget.msLeft === 0) throw overBudget(call, budget)
      const started = clock.now()
      try {
        const limit = AbortSignal.timeout(Math.ceil(Math.min(callMs, budget.msLeft)))
        return await attempt(AbortSignal.any([signal, limit]))
      } catch (thrown) {
        signal.throwIfAborted()
        if (thrown instanceof ApiFailure) throw thrown
        const answered = readAnswered(thrown)
        const nowEpochMs = clock.date().getTime()
        const waitMs = retryAfterMs({ answered, method: call.method, tries, nowEpochMs, chance: random() })
        if (waitMs === null || waitMs > budget.msLeft) throw failure(call, answered, waitMs, thrown)
        await clock.sleep(waitMs, signal)
      } finally {
        budget.spend(clock.now() - started)
      }
    }
  }
}

function overBudget({ what }: Call, { calls }: Purse): ApiFailure {
  return new ApiFailure(null, words`${what} was not sent: this run has used up its ${calls} calls, or their time`)
}

/** `waitMs`: what would have had to be waited for another try. */
function failure({ what }: Call, answered: Answered, waitMs: Ms | null, cause: unknown): ApiFailure {
  const { status, message, headers } = answered
  if (status === null) return new ApiFailure(null, words`GitHub did not answer ${what}: ${outside(message)}`, { cause })
  const sentence = words`GitHub answered ${status} to ${what}: ${outside(message)}`
  if (isLimit(answered)) {
    const limited = { cause, said: message, isLimit: true }
    if (waitMs === null) return new ApiFailure(status, sentence, limited)
    const seconds = Math.ceil(waitMs / 1000)
    return new ApiFailure(status, words`${sentence} (it asks to wait ${seconds} s, which is too long)`, limited)
  }
  const permission = permissionOf(headers['x-accepted-github-permissions'])
  return new ApiFailure(status, sentence, { cause, said: message, permission })
}

/** `issues=write; pull_requests=write`: any of these is enough. Only the one is told that a workflow for pull requests has. */
function permissionOf(header: string | undefined): string | null {
  const all = (header ?? '').split(';').map((one) => /^\s*([a-z_]+)=(read|write)\s*$/.exec(one))
  const [, name, right] = all.find((one) => one?.[1] === 'pull_requests') ?? all[0] ?? []
  return name === undefined ? null : `${name.replaceAll('_', '-')}: ${right}`
}

/** An answer that is no success, whoever gave it: Octokit's errors have the same shape. */
class Refused extends Error {
  readonly status: number
  readonly response: { readonly headers: Readonly<Record<string, string>> }

  constructor(status: number, statusText: string, headers: Iterable<readonly [string, string]>) {
    super(statusText)
    this.status = status
    this.response = { headers: Object.fromEntries(headers) }
  }
}

function readAnswered(thrown: unknown): Answered {
  const message = thrown instanceof Error ? causeOf(thrown).message : String(thrown)
  // Octokit gives status 500 to what never got an answer.
  if (!(thrown instanceof Error && 'response' in thrown && 'status' in thrown && isResponse(thrown.response))) {
    return { status: null, headers: {}, message }
  }
  return { status: Number(thrown.status), headers: thrown.response.headers, message: thrown.message }
}

/** fetch hides why a connection failed one level down. */
function causeOf(error: Error): Error {
  return error.message === 'fetch failed' && error.cause instanceof Error ? error.cause : error
}

function isResponse(value: unknown): value is { headers: Record<string, string | undefined> } {
  return typeof value === 'object' && value !== null && 'headers' in value
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, '')
}

/** A signed address is of a host that we do not know; it must at least be as safe on the way as the API is. */
function checkAddress(url: string, baseUrl: string): URL {
  if (!URL.canParse(url)) throw new ApiFailure(null, words`GitHub gave no address to download from`)
  const address = new URL(url)
  if (address.protocol !== 'https:' && address.protocol !== new URL(baseUrl).protocol) {
    throw new ApiFailure(null, words`GitHub gave an address without TLS: ${outside(address.host)}`)
  }
  return address
}

type Response = Awaited<ReturnType<typeof fetch>>

async function readCapped(response: Response, maxBytes: number): Promise<Buffer> {
  if (!response.ok) {
    await response.body?.cancel()
    throw new Refused(response.status, response.statusText, response.headers)
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    // Leaving the loop cancels the rest.
    if (bytes > maxBytes) throw new ApiFailure(null, words`the download has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
