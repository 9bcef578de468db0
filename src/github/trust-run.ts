import { outside, type Words, words } from '../model/outside.ts'
import type { Run } from './runs.ts'
import type { Origin } from './trust-origin.ts'

/** Events that run what is on the branch. A pull request runs what somebody proposes, under a branch name of their choice. */
const TRUSTED_EVENTS: readonly string[] = ['push', 'schedule', 'workflow_dispatch']

/**
 * Why a run's artifacts are no baseline; `null`: they may be. How the run ended says nothing: a failed lint job beside the gate must not keep the
 * baseline away.
 */
export function refuseRun(run: Run, origin: Origin): Words | null {
  if (run.id === origin.runId) return words`it is of this run itself`
  if (run.repositoryId !== origin.repositoryId) return words`its run belongs to another repository`
  if (run.headRepositoryId === null) return words`its run came from a fork that is gone`
  if (run.headRepositoryId !== origin.repositoryId) return words`its run came from a fork`
  if (!TRUSTED_EVENTS.includes(run.event)) {
    return words`its run was started by ${outside(run.event)}, not by ${TRUSTED_EVENTS.join(', ')}`
  }
  if (run.headBranch !== origin.baseBranch) {
    return words`its run was on ${outside(run.headBranch ?? 'no branch')}, not on ${outside(origin.baseBranch)}`
  }
  if (run.workflowPath !== origin.workflowPath) {
    return words`its run was of ${outside(run.workflowPath)}, not of ${outside(origin.workflowPath)}`
  }
  return null
}
