import type { Ms, Side } from '../../model/config.ts'
import type { StageEnd, StageSamples } from '../../model/samples.ts'
import type { LoadJob } from '../../ports.ts'
import { mergeParts } from '../thread/merge-parts.ts'
import type { ThreadPart } from '../thread/messages.ts'
import { type Share, weightOf } from '../thread/split-job.ts'
import type { Curve } from './curve.ts'

/** What the main thread knows of one side when its stage is over. */
export type SideEnd = {
  readonly side: Side
  readonly curve: Pick<Curve, 'end'>
  /** How long its turns took, the waits for last answers included. */
  readonly drivenMs: Ms
  readonly ended: StageEnd
}

/** One side's samples of a stage, put together from what its threads gave: `parts`, in the order of `shares`. */
export function toStageSamples(
  { job, shares }: { readonly job: LoadJob; readonly shares: readonly Share[] },
  { side, curve, drivenMs, ended }: SideEnd,
  parts: readonly ThreadPart[],
): StageSamples {
  const merged = mergeParts(parts, shares.map(weightOf))
  return {
    stage: job.stage.name,
    engine: job.engine,
    engineWhy: job.engineWhy,
    offeredPerSecond: job.ratePerSecond,
    ...merged,
    seconds: rateSeconds(job, { inUse: merged.seconds, driven: drivenMs / 1000, planned: plannedSeconds(job, side) }),
    tookMs: Math.round(drivenMs),
    windows: curve.end((merged.spawn?.seconds ?? 0) * 1000),
    ended,
  }
}

/**
 * The time base of rates. A closed loop by duration never counts less than the time that it was driven for: a connection that was opened late,
 * because thousands had to be opened, was in use for less, and a rate over that alone was never reached by all of them together.
 * A ramp's connections are there for different times by plan: its rate is over the whole of it.
 */
function rateSeconds(
  job: LoadJob,
  seconds: { readonly inUse: number; readonly driven: number; readonly planned: number },
): number {
  const { load, extent } = job.stage
  if (load.model !== 'connections' || extent.by !== 'duration') return seconds.inUse
  if (load.connections.from !== load.connections.to) return seconds.driven
  return Math.max(seconds.inUse, Math.min(seconds.driven, seconds.planned))
}

/** Without the wait for last answers. */
function plannedSeconds({ turns, stage: { extent } }: LoadJob, side: Side): number {
  const stageMs = extent.by === 'duration' ? extent.ms : 0
  const own = turns.filter((turn) => turn.side === side)
  return own.reduce((sum, turn) => sum + (turn.ms ?? stageMs), 0) / 1000
}
