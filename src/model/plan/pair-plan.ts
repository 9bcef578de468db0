import type { Config } from '../config.ts'
import { type Words, words } from '../outside.ts'
import { FIRST_LOOK, lastLookWithin } from '../rounds/looks.ts'
import type { Plan } from './plan.ts'
import { plannedStageMs } from './stage-load.ts'

/** Rounds of a paired comparison at most, where nobody asked for a number. */
export const MOST_ROUNDS = 12

/** Both sides live at once where all their memory leaves this share of the machine's to everything else. */
const MEMORY_SHARE_LEFT = 0.15

const SHORTEST_LIMIT_MS = 10 * 60_000

/** Of the engine's machine. `freeBytes`: what neither dependencies nor anything else needs, where that is known. */
export type MachineMemory = { readonly memoryBytes: number; readonly freeBytes?: number | null }

export type PairPlan =
  | { readonly state: 'paired'; readonly plan: Plan }
  /** The numbers asked for do not allow it. */
  | { readonly state: 'not-paired'; readonly why: Words }

/** The plan of a plain gate made into one that measures both images. */
export function pairPlan(plain: Plan, config: Config, image: string, memory: MachineMemory): PairPlan {
  const asked = config.rounds ?? MOST_ROUNDS
  const rounds = lastLookWithin(asked)
  if (rounds === null) {
    return {
      state: 'not-paired',
      why: words`"rounds: ${asked}" is less than the ${FIRST_LOOK} that a paired comparison needs`,
    }
  }
  const roundMs = plain.stages.reduce((sum, stage) => sum + (plannedStageMs(stage) ?? 0), 0)
  return {
    state: 'paired',
    plan: {
      ...plain,
      sides: ['candidate', 'baseline'],
      rounds,
      loadMs: 2 * rounds * roundMs,
      timeLimitMs: config.timeLimitMs ?? Math.max(SHORTEST_LIMIT_MS, 2 * plain.budgetMs),
      pairing: { image, together: hasRoomForBoth(plain, memory), startsInTurn: judgesStartup(config) },
    },
  }
}

/** Two images that start at once share the machine, and each then starts slower than it would alone. */
function judgesStartup({ thresholds, baseline }: Config): boolean {
  return baseline.tolerance.startup !== undefined || thresholds.some(({ metric }) => metric === 'startup')
}

function hasRoomForBoth({ target }: Plan, { memoryBytes, freeBytes }: MachineMemory): boolean {
  const balancer = target.balancer.kind === 'proxy' ? target.balancer.container.memoryBytes : 0
  const bothBytes = 2 * (target.replicas * target.memoryBytes + balancer)
  return bothBytes <= Math.min((1 - MEMORY_SHARE_LEFT) * memoryBytes, freeBytes ?? memoryBytes)
}
