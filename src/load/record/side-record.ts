import type { Ms, Side } from '../../model/config.ts'
import type { StageEnd } from '../../model/samples.ts'
import type { LoadJob, LoadProgress } from '../../ports.ts'
import { FailureRule } from '../stop/failure-rule.ts'
import type { Watched } from '../thread/turn-watch.ts'
import { Curve } from './curve.ts'
import { rateOverLastSecond } from './rate-over-last-second.ts'

/** What the main thread keeps of one side while the stage runs. */
export type SideRecord = Watched & {
  readonly side: Side
  readonly rate: ReturnType<typeof rateOverLastSecond>
  turnsLeft: number
  drivenMs: Ms
  ended: StageEnd
}

/** Of a side that has not been driven yet. */
export function newSideRecord(job: LoadJob, side: Side, threads: number): SideRecord {
  return {
    curve: new Curve(threads, job.windowMs),
    rule: new FailureRule(job.abort),
    reach: [],
    rate: rateOverLastSecond(),
    side,
    turnsLeft: job.turns.filter((turn) => turn.side === side).length,
    drivenMs: 0,
    ended: { how: 'complete' },
  }
}

/** How far the side has come, after it was driven for so long. */
export function progressOf({ side, curve, rate }: SideRecord, stageStartedAt: Ms, drivenMs: Ms): LoadProgress {
  return {
    side,
    elapsedMs: performance.now() - stageStartedAt,
    rps: rate(drivenMs, curve.okSoFar),
    p95Ms: curve.p95Ms(),
    recentP95Ms: curve.recentP95Ms(),
    ok: curve.okSoFar,
    failed: curve.failedSoFar,
  }
}
