import { Arrivals } from '../../src/load/pace/arrivals.ts'
import { SEED } from '../ours/jobs.ts'
import type { ServedRequest, ServerRecord } from '../servers/record.ts'
import type { TruthCase } from './cases.ts'
import type { Ways } from './overhead.ts'

/**
 * Closed loops: from the send to the server's last write, of every answer as expected. The moment of the send is the server's first byte less the
 * way there, as no tool can be made to send it along: each request is given one of the ways that were measured (`overhead.ts`), in turn.
 */
export function closedLatencies({ requests }: Pick<ServerRecord, 'requests'>, { openedMs, keptMs }: Ways): number[] {
  const nextOpened = inTurn(openedMs)
  const nextKept = inTurn(keptMs)
  return requests.flatMap(({ arrivedMs, writtenMs, first, status }) => {
    const wayMs = first ? nextOpened() : nextKept()
    return writtenMs === null || status !== 200 ? [] : [writtenMs - arrivedMs + wayMs]
  })
}

function inTurn(values: readonly number[]): () => number {
  let taken = 0
  return () => values[taken++ % values.length] ?? Number.NaN
}

/** Users: the same, without the first request of each, which belongs to the spawn phase and is reported apart. */
export function usersLatencies({ requests }: Pick<ServerRecord, 'requests'>, ways: Ways, users: number): number[] {
  return closedLatencies({ requests: inOrder(requests).slice(users) }, ways)
}

/**
 * Open model: from the *planned* send. The distances of the plan are known; only where it begins on the server's clock is not. No request can arrive
 * before its plan and the shortest way, so the request that came soonest after its plan shows the beginning.
 */
export function openLatencies(
  { requests }: Pick<ServerRecord, 'requests'>,
  { keptMs }: Ways,
  plannedMs: (place: number) => number,
): number[] {
  const arrived = inOrder(requests)
  const beginMs =
    Math.min(...arrived.map((request, place) => request.arrivedMs - plannedMs(place))) - Math.min(...keptMs)
  return arrived.flatMap(({ writtenMs, status }, place) =>
    writtenMs === null || status !== 200 ? [] : [writtenMs - beginMs - plannedMs(place)],
  )
}

function inOrder(requests: readonly ServedRequest[]): readonly ServedRequest[] {
  return requests.toSorted((a, b) => a.arrivedMs - b.arrivedMs)
}

/** When our open model plans which request: it follows from the seed. */
export function ourPlan({ ratePerSecond, seconds }: TruthCase): (place: number) => number {
  const arrivals = new Arrivals({
    ratePerSecond: { from: ratePerSecond, to: ratePerSecond },
    extent: { by: 'duration', ms: seconds * 1000 },
    arrivals: 'poisson',
    seed: SEED,
    thread: 0,
    threads: 1,
  })
  const planned: number[] = []
  for (let at = arrivals.nextMs; at !== null; at = arrivals.nextMs) {
    planned.push(at)
    arrivals.take()
  }
  return (place) => planned[place] ?? Number.NaN
}

/** When a tool that sends at even distances plans which request. */
export function evenPlan({ ratePerSecond }: TruthCase): (place: number) => number {
  return (place) => (place * 1000) / ratePerSecond
}

/** Nearest rank: the smallest value that at least `percent` of them do not exceed. NaN of none. */
export function percentileOf(values: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * values.length))
  return values.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN
}
