import { Arrivals } from '../../src/load/pace/arrivals.ts'
import { SEED } from '../ours/jobs.ts'
import type { ServedRequest, ServerRecord } from '../servers/record.ts'
import type { TruthCase } from './cases.ts'
import type { Overhead } from './overhead.ts'

/**
 * Closed loops: from the send to the server's last write, of every answer as expected. The moment of the send is the server's first byte less the
 * way there, as no tool can be made to send it along: each request is given one of the ways that were measured (`overhead.ts`), in turn.
 */
export function closedLatencies({ requests }: ServerRecord, { openedMs, keptMs }: Overhead): number[] {
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

/**
 * Open model: from the *planned* send. The plan is known from the seed; only where it begins on the server's clock is not. No request can arrive
 * before its plan and the shortest way, so the request that came soonest after its plan shows the beginning.
 */
export function openLatencies({ requests }: ServerRecord, overhead: Overhead, truthCase: TruthCase): number[] {
  const plannedMs = planOf(truthCase)
  const inOrder = requests.toSorted((a, b) => a.arrivedMs - b.arrivedMs)
  const offset = (request: ServedRequest, place: number) => request.arrivedMs - (plannedMs[place] ?? Number.NaN)
  const beginMs = Math.min(...inOrder.map(offset)) - Math.min(...overhead.keptMs)
  return inOrder.flatMap(({ writtenMs, status }, place) =>
    writtenMs === null || status !== 200 ? [] : [writtenMs - beginMs - (plannedMs[place] ?? Number.NaN)],
  )
}

function planOf({ ratePerSecond, seconds }: TruthCase): number[] {
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
  return planned
}

/** Nearest rank: the smallest value that at least `percent` of them do not exceed. NaN of none. */
export function percentileOf(values: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * values.length))
  return values.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN
}
