import type { Ending } from '../../model/evidence.ts'
import type { Scope } from '../../ports.ts'
import { type StartedContainer, startContainer } from './start-container.ts'
import type { ContainerStart, StartContext } from './start-context.ts'

export type ReplicasOutcome =
  /** In the order in which they were asked for. */
  | { readonly state: 'ready'; readonly replicas: readonly StartedContainer[] }
  | { readonly state: 'failed'; readonly ending: Ending }

/** What stopped the start first: an ending, or something thrown. */
type Failure = { readonly ending: Ending } | { readonly thrown: unknown }

/** Starts all at the same time. The first that fails stops the others; nothing of them is under way when this returns. */
export async function startReplicas(
  context: StartContext,
  starts: readonly ContainerStart[],
  scope: Scope,
): Promise<ReplicasOutcome> {
  const stop = new AbortController()
  const together = { ...scope, signal: AbortSignal.any([scope.signal, stop.signal]) }
  let first: Failure | null = null
  const fail = (failure: Failure) => {
    first ??= failure
    stop.abort(new Error('another replica has failed'))
    return null
  }
  const replicas = await Promise.all(
    starts.map(async (start) => {
      try {
        const outcome = await startContainer(context, start, together)
        return outcome.state === 'ready' ? outcome.container : fail({ ending: outcome.ending })
      } catch (thrown) {
        return fail({ thrown })
      }
    }),
  )
  scope.signal.throwIfAborted()
  const ready = replicas.filter((replica) => replica !== null)
  if (ready.length === starts.length) return { state: 'ready', replicas: ready }
  return rethrown(first)
}

function rethrown(failure: Failure | null): ReplicasOutcome {
  if (failure !== null && 'ending' in failure) return { state: 'failed', ending: failure.ending }
  throw failure?.thrown
}
