import type { Ms, Stage } from '../model/config.ts'
import type { Plan } from '../model/plan.ts'
import { plannedStageMs } from '../model/stage-load.ts'
import type { LoadProgress, Scope } from '../ports.ts'

/** Tells the log how far the run has come, whenever the load says how it goes. */
export function reportProgress(plan: Plan, round: number, stage: Stage, { log }: Scope): (now: LoadProgress) => void {
  const ownMs = plannedStageMs(stage)
  const stageMs = ownMs === null ? null : ownMs * plan.sides.length
  return (now) => {
    const leftMs = loadLeftMs(plan, round, stage) - now.elapsedMs
    log.progress({
      round,
      rounds: plan.rounds,
      stage: stage.name,
      warmUp: stage.warmUp,
      stageElapsedMs: now.elapsedMs,
      stageMs,
      secondsLeft: Math.max(0, Math.ceil(leftMs / 1000)),
      rps: now.rps,
      p95Ms: now.p95Ms,
      failed: now.failed,
    })
  }
}

/** Load still to come when this stage of this round begins; starts and stages by count are not in it, nobody knows them. */
function loadLeftMs(plan: Plan, round: number, stage: Stage): Ms {
  const stageMs = plan.stages.map((one) => (plannedStageMs(one) ?? 0) * plan.sides.length)
  const sum = (parts: readonly Ms[]) => parts.reduce((total, ms) => total + ms, 0)
  const doneMs = sum(stageMs.slice(0, plan.stages.indexOf(stage)))
  return (plan.rounds - round + 1) * sum(stageMs) - doneMs
}
