import type { CapacityQuestion } from './capacity.ts'
import { type KneeSearch, kneeSearch } from './knee.ts'
import { geometricGrid } from './levels.ts'
import { type RateSearch, rateSearch } from './max-rate.ts'
import { type FloorSearch, floorSearch } from './memory-floor.ts'
import type { Box } from './trial.ts'

/** From so many rounds on an answer has an interval of its own, and is not measured again to be sure. */
const ROUNDS_WITH_INTERVAL = 3

/** Whether what an answer rests on is measured again. */
export function isConfirmed({ plan }: Pick<CapacityQuestion, 'plan'>): boolean {
  return plan.rounds < ROUNDS_WITH_INTERVAL
}

type Asked = Pick<CapacityQuestion, 'searches' | 'plan'>

export function kneeOf({ searches: { knee }, plan }: Asked): KneeSearch | null {
  if (knee === null) return null
  const grid = geometricGrid(knee.range, knee.step, knee.load.model === 'rate' ? 0 : 1)
  return kneeSearch(grid, isConfirmed({ plan }))
}

export function rateOf({ searches, plan }: Asked): RateSearch | null {
  return searches.maxRate && rateSearch(searches.maxRate, isConfirmed({ plan }))
}

export function floorOf({ searches, plan }: Asked): FloorSearch | null {
  return searches.memoryFloor && floorSearch(searches.memoryFloor, isConfirmed({ plan }))
}

/** The box that the file describes. */
export function ownBox({ plan }: Pick<CapacityQuestion, 'plan'>): Box {
  return { replicas: plan.replicas, cpus: plan.cpus, memoryBytes: plan.memoryBytes }
}
