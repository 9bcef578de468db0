import { readDraftRequests } from '../../config/draft/read-draft.ts'
import { httpReader } from '../../load/http/http-reader.ts'
import { createLoad } from '../../load/worker-load.ts'
import type { TargetSpec } from '../../model/config.ts'
import { type Learned, learn } from '../../stories/init.ts'
import type { AttemptWorld } from '../attempt/attempt.ts'
import { workerUrl } from '../version.ts'

/** The story of `init` in the real world. Throws as `learn` does. */
export function learnImage({ runId, targets, clock, log, signal }: AttemptWorld, spec: TargetSpec): Promise<Learned> {
  return learn(
    {
      runId,
      targets,
      clock,
      log,
      signal,
      openLoad: async () => createLoad({ workerUrl }),
      reader: httpReader,
      readRequests: readDraftRequests,
    },
    spec,
  )
}
