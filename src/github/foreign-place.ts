import { makeGateKey } from '../model/gate-key.ts'

const PREFIX = 'runs-of-'

/** The gates of a workflow's runs share a place where others comment for them: a run that has left nothing does not say which it would have had. */
export function foreignPlace(workflowPath: string): string {
  const nothing = { job: null, step: null, config: null, imageRepository: null, matrix: null }
  return `${PREFIX}${makeGateKey({ workflow: workflowPath, ...nothing }).id}`
}

/** Whether a comment of that place was made on behalf of a run. A job may be called like that too: its comment is then left to itself. */
export function isForeignPlace(place: string): boolean {
  return place.startsWith(PREFIX)
}
