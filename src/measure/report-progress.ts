import type { Ms, Stage } from '../model/config.ts'
import type { Round } from '../model/evidence.ts'
import { type Plan, recordPlan } from '../model/plan/plan.ts'
import { plannedStageMs } from '../model/plan/stage-load.ts'
import { timeLeft } from '../model/plan/time-left.ts'
import type { Progress } from '../model/progress.ts'
import { costAfterStart } from '../model/rounds/cost-after-start.ts'
import { expectedRounds } from '../model/rounds/expected-rounds.ts'
import type { Step } from '../model/rounds/next.ts'
import type { Scope } from '../ports.ts'
import type { RoundProgress } from './bench.ts'

/** Tells the log how far the run has come, for one round. `evidence`: the rounds before it. */
export function reportProgress(plan: Plan, evidence: readonly Round[], step: Step, scope: Scope): RoundProgress {
  const { sides } = step
  const begunMs = scope.clock.now()
  const rounds = expectedRounds(recordPlan(plan), evidence)
  const spentMs = sum(evidence.map(({ ms }) => ms))
  const earlierMs = evidence.filter(({ starts }) => starts.length === sides.length).map(({ ms }) => ms)
  const plannedLoadMs = sumKnown(plan.stages.map((stage) => loadMs(stage, sides.length)))
  let doneMs: Ms = 0
  let stageMs: Ms | null = 0
  let isCostTold = evidence.length > 0

  function tell(doing: Progress['doing'], stageDrivenMs: Ms): void {
    const elapsedMs = scope.clock.now() - begunMs
    const drivenMs = doneMs + stageDrivenMs
    const leftMs = timeLeft({ elapsedMs, plannedLoadMs, drivenMs, earlierMs, roundsAfter: rounds - step.round })
    scope.log.progress({
      trial: null,
      round: step.round,
      rounds,
      sides: plan.sides.filter((side) => sides.includes(side)),
      share: leftMs === null ? (step.round - 1) / rounds : shareOf(spentMs + elapsedMs, leftMs),
      // A comparison may be decided before its last round.
      left: leftMs === null ? null : { ms: leftMs, atMost: sides.length > 1 },
      doing,
    })
  }

  return {
    starting: () => tell({ what: 'start' }, 0),
    ready(lives) {
      if (isCostTold) return
      isCostTold = true
      const startups = lives.map(({ target }) => target.startupMs)
      const cost = costAfterStart(plan, startups)
      if (cost !== null) scope.log.say(cost)
    },
    stage(stage, lives) {
      doneMs += stageMs ?? 0
      stageMs = loadMs(stage, lives.length)
      const plannedMs = stageMs
      return ({ side, elapsedMs, ...figures }) => {
        const usage = lives.find((live) => live.side === side)?.target.usage() ?? null
        const { name, warmUp } = stage
        const doing = { what: 'load', side, stage: name, warmUp, elapsedMs, plannedMs, usage, ...figures } as const
        tell(doing, Math.min(elapsedMs, plannedMs ?? 0))
      }
    },
  }
}

/** `null` where the stage ends by a count. */
function loadMs(stage: Stage, sides: number): Ms | null {
  const ownMs = plannedStageMs(stage)
  return ownMs === null ? null : ownMs * sides
}

function shareOf(spentMs: Ms, leftMs: Ms): number {
  return spentMs <= 0 ? 0 : spentMs / (spentMs + leftMs)
}

function sumKnown(parts: readonly (Ms | null)[]): Ms | null {
  const known = parts.filter((ms) => ms !== null)
  return known.length < parts.length ? null : sum(known)
}

function sum(parts: readonly Ms[]): Ms {
  return parts.reduce((total, ms) => total + ms, 0)
}
