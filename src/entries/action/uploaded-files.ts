import { createResultArtifact, type ResultArtifactSetting } from '../../github/result-artifact.ts'
import { createSummaryLink } from '../../github/summary.ts'
import type { Output } from '../../ports.ts'
import type { ActionWorld } from './action-world.ts'

/** The artifact of a run. */
export type UploadedFiles = {
  /** The upload, and then the link in the summary, which was written before. */
  readonly outputs: readonly Output[]
  /** Where it is; `null`: not uploaded, or not yet. */
  readonly url: () => string | null
}

/** What a mode leaves as an artifact of the run. */
export function uploadedFiles(
  { env, event }: Pick<ActionWorld, 'env' | 'event'>,
  named: Omit<ResultArtifactSetting, 'env'>,
): UploadedFiles {
  const artifact = createResultArtifact({ env, ...named })
  const url = () => (artifact.id === null || event.runUrl === null ? null : `${event.runUrl}/artifacts/${artifact.id}`)
  return { outputs: [artifact, createSummaryLink(env, url)], url }
}
