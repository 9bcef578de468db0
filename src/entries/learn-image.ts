import { readDraftRequests } from '../config/read-draft.ts'
import { httpReader } from '../load/http-reader.ts'
import { createLoad } from '../load/worker-load.ts'
import type { TargetSpec } from '../model/config.ts'
import type { RunId, Scope, Targets } from '../ports.ts'
import { type Learned, learn } from '../stories/init.ts'
import { workerUrl } from './version.ts'

type World = Scope & { readonly runId: RunId; readonly targets: Targets }

/** The story of `init` in the real world. Throws as `learn` does. */
export function learnImage({ runId, targets, clock, log, signal }: World, spec: TargetSpec): Promise<Learned> {
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
