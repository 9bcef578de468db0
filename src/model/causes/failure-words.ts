import { joinWords, type Words, words } from '../outside.ts'
import type { FailureGroup, FailureKind } from '../samples.ts'

export const FAILURE_WORDS: Readonly<Record<FailureKind, string>> = {
  status: 'unexpected status',
  expectation: 'body not as expected',
  timeout: 'timeout',
  refused: 'connection refused',
  reset: 'connection broken off',
  tls: 'TLS failed',
  'own-limit': 'own limit reached',
  other: 'connection failed',
}

/** Who gave the failure: the service answered, and wrongly; or no whole answer came over the network. A timeout can be either's. */
export const FAILURE_ORIGIN: Readonly<Record<FailureKind, 'service' | 'network' | 'generator' | 'either'>> = {
  status: 'service',
  expectation: 'service',
  timeout: 'either',
  refused: 'network',
  reset: 'network',
  tls: 'network',
  'own-limit': 'generator',
  other: 'network',
}

/** `unexpected status 503`, `connection refused`. */
export function describeFailure({ kind, status }: Pick<FailureGroup, 'kind' | 'status'>): Words {
  return words`${FAILURE_WORDS[kind]}${status === null ? '' : ` ${status}`}`
}

/** Kinds of failures that a sentence lists. */
const LISTED = 3

/** `unexpected status 503 20 times, timeout 1 time`: the most frequent of them, all requests together. */
export function listFailures(groups: readonly Pick<FailureGroup, 'kind' | 'status' | 'count'>[]): Words {
  const kinds = new Map<string, (typeof groups)[number]>()
  for (const group of groups) {
    const key = `${group.kind} ${group.status}`
    kinds.set(key, { ...group, count: group.count + (kinds.get(key)?.count ?? 0) })
  }
  const most = [...kinds.values()].sort((a, b) => b.count - a.count).slice(0, LISTED)
  return joinWords(
    most.map((group) => words`${describeFailure(group)} ${group.count} ${group.count === 1 ? 'time' : 'times'}`),
    ', ',
  )
}
