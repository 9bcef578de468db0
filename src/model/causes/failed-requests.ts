import type { Side } from '../config.ts'
import type { Result } from '../result/result.ts'
import { stageSamples } from '../result/views.ts'
import { type FailureGroup, joinGroups, type RequestSamples, type StageSamples } from '../samples.ts'

/** Failures of one kind of one request of one stage, over all rounds. */
export type FailedRequests = {
  readonly side: Side
  readonly stage: string
  readonly request: string
  readonly group: FailureGroup
}

/** What failed in a stage of one side, each kind of each request once; what users did before all of them were there is not in it. */
export function failedRequests(result: Pick<Result, 'evidence'>, side: Side, stage: string): readonly FailedRequests[] {
  return failedOf(result, { side, stage }, ({ perRequest }) => perRequest)
}

/** What failed while users were being spawned. */
export function failedWhileSpawning(
  result: Pick<Result, 'evidence'>,
  side: Side,
  stage: string,
): readonly FailedRequests[] {
  return failedOf(result, { side, stage }, ({ spawn }) => spawn?.perRequest ?? [])
}

function failedOf(
  result: Pick<Result, 'evidence'>,
  place: Pick<FailedRequests, 'side' | 'stage'>,
  requests: (samples: StageSamples) => readonly RequestSamples[],
): readonly FailedRequests[] {
  const merged = new Map<string, FailedRequests>()
  for (const { request, failures } of stageSamples(result, place.side, place.stage).flatMap(requests)) {
    for (const group of failures) {
      const key = JSON.stringify([request, group.kind, group.status])
      const before = merged.get(key)
      merged.set(key, { ...place, request, group: before === undefined ? group : joinGroups(before.group, group) })
    }
  }
  return [...merged.values()]
}
