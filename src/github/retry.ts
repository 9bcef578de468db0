import type { Ms } from '../model/config.ts'

/** What came back from a call that failed. */
export type Answered = {
  /** `null`: the connection broke, or no answer came in time. */
  readonly status: number | null
  /** With names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly message: string
}

export type Failed = {
  readonly answered: Answered
  readonly method: string
  /** How often it was tried by now, this time included. */
  readonly tries: number
  /** The wall clock. */
  readonly nowEpochMs: number
  /** Between 0 and 1: spreads runs that failed at the same time. */
  readonly chance: number
}

const MOST_TRIES = 4
const SHORTEST_WAIT_MS = 1000
/** What GitHub asks for where it names no time. */
const UNNAMED_WAIT_MS = 60_000

/**
 * How long to wait before the next try; `null`: do not try again.
 * A limit: as `retry-after` says, else until `x-ratelimit-reset`, else a minute (docs.github.com, "Rate limits for the REST API"). Trouble of the
 * server or the line: 1, 2, 4 s, each times 0.5 to 1.5; not for POST, which may have been done all the same.
 */
export function retryAfterMs(failed: Failed): Ms | null {
  const { answered, method, tries, chance } = failed
  if (tries >= MOST_TRIES) return null
  if (isLimit(answered)) return Math.max(SHORTEST_WAIT_MS, limitMs(failed))
  const isTrouble = answered.status === null || answered.status >= 500
  return isTrouble && method !== 'POST' ? 1000 * 2 ** (tries - 1) * (0.5 + chance) : null
}

/** Whether it was refused because of too many calls. A 403 without these signs is about permissions. */
export function isLimit({ status, headers, message }: Answered): boolean {
  if (status === 429) return true
  if (status !== 403) return false
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /secondary rate limit|abuse detection/i.test(message)
  )
}

function limitMs({ answered: { headers }, nowEpochMs }: Failed): Ms {
  const after = headers['retry-after']
  if (after !== undefined) {
    const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - nowEpochMs
    return Number.isFinite(ms) ? ms : UNNAMED_WAIT_MS
  }
  const reset = headers['x-ratelimit-reset']
  if (headers['x-ratelimit-remaining'] === '0' && reset !== undefined && /^\d+$/.test(reset)) {
    return Number(reset) * 1000 - nowEpochMs
  }
  return UNNAMED_WAIT_MS
}
