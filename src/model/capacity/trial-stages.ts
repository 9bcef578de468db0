import type { Stage, StageLoad } from '../config.ts'
import type { CapacityConfig } from './capacity-config.ts'
import type { Level, TrialStep } from './trial.ts'

/** The name of the one measured stage of a level. */
export const LEVEL = 'level'

/** The stages that a trial runs: those of the file, or its warm-ups and then the level. */
export function trialStages(
  stages: readonly Stage[],
  searches: CapacityConfig,
  { search, level }: Pick<TrialStep, 'search' | 'level'>,
): readonly Stage[] {
  if (level === null) return stages
  const ms = search === 'knee' ? searches.knee?.levelMs : searches.maxRate?.levelMs
  if (ms === undefined) throw new Error(`the search ${search} has no levels`)
  const stage: Stage = {
    name: LEVEL,
    warmUp: false,
    load: levelLoad(level),
    extent: { by: 'duration', ms },
    engine: 'auto',
  }
  // A warm-up that is a share of what was measured has nothing before it here.
  const warmUps = stages.filter(({ warmUp, load }) => warmUp && !(load.model === 'rate' && load.rate.by === 'share'))
  return [...warmUps, stage]
}

function levelLoad(level: Level): StageLoad {
  const steady = { from: level.amount, to: level.amount }
  switch (level.model) {
    case 'connections':
      return { model: 'connections', connections: steady }
    case 'rate':
      return {
        model: 'rate',
        rate: { by: 'second', perSecond: steady },
        arrivals: level.arrivals,
        maxInFlight: level.maxInFlight,
      }
    case 'users':
      return { model: 'users', users: steady, spawnPerSecond: null, thinkTime: level.thinkTime }
  }
}
