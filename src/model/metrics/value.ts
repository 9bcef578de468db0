import type { Ms } from '../config.ts'

/** What a metric came to. `beyond`: a percentile that falls on a timeout, larger than any latency. */
export type Value =
  | { readonly state: 'value'; readonly value: number }
  | { readonly state: 'beyond'; readonly timeoutMs: Ms }
  | { readonly state: 'none'; readonly why: NoValue }
  /** Of memory: nobody keeps a mark of the most, and samples can miss it. `seenBytes`: the most that they saw, without page cache. */
  | { readonly state: 'none'; readonly why: 'no-mark'; readonly seenBytes: number }

/** `no-figures`: the target's containers could not be watched. */
export type NoValue = 'no-success' | 'nothing-sent' | 'not-run' | 'no-figures'

export function knownValue(value: number): Value {
  return { state: 'value', value }
}

export function noValue(why: NoValue): Value {
  return { state: 'none', why }
}

/** The value as a number, infinite beyond a timeout; `null` where there is none. */
export function numeric(value: Value): number | null {
  switch (value.state) {
    case 'value':
      return value.value
    case 'beyond':
      return Number.POSITIVE_INFINITY
    case 'none':
      return null
  }
}
