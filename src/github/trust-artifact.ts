import { outside, type Words, words } from '../model/outside.ts'
import type { Artifact } from './artifact-list.ts'
import type { Origin } from './trust-origin.ts'

/** A baseline is kilobytes; a zip beyond this is something else. */
export const LARGEST_ZIP_BYTES = 1024 ** 2

/** Why an artifact is not worth asking for its run; `null`: it is. Saves a call for each that a fork has uploaded under our name. */
export function refuseArtifact({ run }: Artifact, origin: Origin): Words | null {
  if (run === null) return words`GitHub does not say which run it is of`
  if (run.id === origin.runId) return words`it is of this run itself`
  if (run.repositoryId !== null && run.repositoryId !== origin.repositoryId) {
    return words`its run belongs to another repository`
  }
  if (run.headRepositoryId !== null && run.headRepositoryId !== origin.repositoryId) {
    return words`its run came from a fork`
  }
  if (run.headBranch !== null && run.headBranch !== origin.baseBranch) {
    return words`its run was on ${outside(run.headBranch)}, not on ${outside(origin.baseBranch)}`
  }
  return null
}

/** Why an artifact of a trusted run cannot be used; `null`: it can be downloaded. */
export function unusableArtifact(artifact: Artifact): Words | null {
  if (artifact.expired) {
    const when = artifact.expiresAt === null ? words`` : words` (${outside(artifact.expiresAt)})`
    return words`it has expired${when}: a run of the base branch, also one by schedule, stores a new one`
  }
  if (artifact.sizeBytes > LARGEST_ZIP_BYTES) {
    return words`it has ${artifact.sizeBytes} bytes; a baseline has at most ${LARGEST_ZIP_BYTES}`
  }
  return null
}
