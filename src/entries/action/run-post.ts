import { getState, info } from '@actions/core'
import { createActionsLog } from '../../github/actions-log.ts'
import { systemClock } from '../../host/clock.ts'
import { surviveClosedStreams } from '../../host/standard-streams.ts'
import { outside, words } from '../../model/outside.ts'
import { createTargets } from '../../target/targets.ts'
import { version } from '../version.ts'
import { RUN_ID_STATE } from './run-id-state.ts'

/** The whole step has to end well before the runner loses patience. */
const SWEEP_MS = 30_000

/** The action's post step: removes what the main step could not. Never fails the job. */
export async function runPost(): Promise<void> {
  surviveClosedStreams()
  const runId = getState(RUN_ID_STATE)
  if (runId === '') {
    info('Nothing was started.')
    return
  }
  const log = createActionsLog()
  const scope = { clock: systemClock, log, signal: AbortSignal.timeout(SWEEP_MS) }
  try {
    const left = await createTargets({ perfGateVersion: version, env: process.env }).sweep(runId, scope)
    if (left.length === 0) log.say(words`Nothing was left running.`)
    for (const { kind, name } of left) log.say(words`Removed the ${kind} ${outside(name)}`)
  } catch (error) {
    log.warn(
      words`Could not look for what was left running: ${outside(error instanceof Error ? error.message : String(error))}`,
    )
  }
}
