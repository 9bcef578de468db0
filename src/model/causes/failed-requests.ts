import type { Side } from '../config.ts'
import type { Result } from '../result/result.ts'
import { stageSamples } from '../result/views.ts'
import { type FailureGroup, joinGroups, type StageSamples } from '../samples.ts'

/** Failures of one kind of one request of one stage, over all rounds. */
export type FailedRequests = {
  readonly side: Side
  readonly stage: string
  readonly request: string
  readonly group: FailureGroup
}

/** What failed in a stage of one side, each kind of each request once. */
export function failedRequests(result: Pick<Result, 'evidence'>, side: Side, stage: string): readonly FailedRequests[] {
  const merged = new Map<string, FailedRequests>()
  for (const samples of stageSamples(result, side, stage)) {
    for (const one of ofRound(side, samples)) {
      const key = JSON.stringify([one.request, one.group.kind, one.group.status])
      const before = merged.get(key)
      merged.set(key, before === undefined ? one : { ...one, group: joinGroups(before.group, one.group) })
    }
  }
  return [...merged.values()]
}

function ofRound(side: Side, { stage, perRequest }: StageSamples): readonly FailedRequests[] {
  return perRequest.flatMap(({ request, failures }) => failures.map((group) => ({ side, stage, request, group })))
}
