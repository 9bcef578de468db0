import type { Ms, Ramp, Rate, Stage, StageLoad } from '../config.ts'
import { formatMs, formatRate, formatShare } from '../units.ts'

/** Where no spawn rate is asked for: all users are there within this time … */
const SPAWN_WITHIN_MS: Ms = 10_000
/** … and few of them sooner. */
const SLOWEST_SPAWN_PER_SECOND = 10

/**
 * How long a stage is planned to take: its duration, and for users the time until all are there. `null` where it ends by a count:
 * then it takes as long as the target makes it.
 */
export function plannedStageMs(stage: Pick<Stage, 'load' | 'extent'>): Ms | null {
  if (stage.extent.by === 'requests') return null
  return stage.extent.ms + spawnMs(stage.load)
}

type UsersLoad = Extract<StageLoad, { model: 'users' }>

/** Time until all users of the stage's start are there; those that a ramp adds come while it is measured. */
export function spawnMs(load: StageLoad): Ms {
  return load.model === 'users' ? (load.users.from / spawnPerSecond(load)) * 1000 : 0
}

/** Users of the stage's start that are begun per second, by all threads together. */
export function spawnPerSecond(load: Pick<UsersLoad, 'users' | 'spawnPerSecond'>): number {
  return load.spawnPerSecond ?? Math.max(SLOWEST_SPAWN_PER_SECOND, load.users.from / (SPAWN_WITHIN_MS / 1000))
}

/** `10 connections`, `1 to 50 connections`, `80/s, Poisson arrivals`, `50% of the measured RPS`, `500 users, 1 s to 5 s apart`. */
export function describeLoad(load: StageLoad): string {
  switch (load.model) {
    case 'connections':
      return `${describeRamp(load.connections, String)} connections`
    case 'rate':
      return `${describeRate(load.rate)}, ${load.arrivals === 'poisson' ? 'Poisson' : 'constant'} arrivals`
    case 'users': {
      const { fromMs, toMs } = load.thinkTime
      const pause = fromMs === toMs ? formatMs(fromMs) : `${formatMs(fromMs)} to ${formatMs(toMs)}`
      return `${describeRamp(load.users, String)} users, ${pause} between their requests`
    }
  }
}

/** The same in a few characters, for a table's cell: `10`, `1 to 50`, `80/s`, `500 users`. */
export function shortLoad(load: StageLoad): string {
  switch (load.model) {
    case 'connections':
      return `${describeRamp(load.connections, String)} connections`
    case 'rate':
      return describeRate(load.rate)
    case 'users':
      return `${describeRamp(load.users, String)} users`
  }
}

function describeRate(rate: Rate): string {
  return rate.by === 'share'
    ? `${formatShare(rate.share)} of the measured RPS`
    : describeRamp(rate.perSecond, formatRate)
}

function describeRamp(ramp: Ramp, print: (value: number) => string): string {
  return ramp.from === ramp.to ? print(ramp.to) : `${print(ramp.from)} to ${print(ramp.to)}`
}

/** How long a stage is: `for 10 s`, `50 requests each`, `1000 requests`. */
export function describeExtent(stage: Pick<Stage, 'load' | 'extent'>): string {
  if (stage.extent.by === 'duration') return `for ${formatMs(stage.extent.ms)}`
  return stage.load.model === 'rate' ? `${stage.extent.count} requests` : `${stage.extent.count} requests each`
}

/** The most that a stage keeps open at once: connections, users, or requests under way. */
export function peakConcurrency(load: StageLoad): number {
  switch (load.model) {
    case 'connections':
      return Math.max(load.connections.from, load.connections.to)
    case 'rate':
      return load.maxInFlight
    case 'users':
      return Math.max(load.users.from, load.users.to)
  }
}

/**
 * Connections or users that a stage keeps by its plan, so long after they had begun: the nearest whole number to the straight line of a ramp. One that
 * ends by a count has all from the start. `null` for a rate, which keeps no number of them.
 */
export function plannedConcurrency({ load, extent }: Pick<Stage, 'load' | 'extent'>, atMs: Ms): number | null {
  if (load.model === 'rate') return null
  const { from, to } = load.model === 'connections' ? load.connections : load.users
  if (extent.by === 'requests') return Math.round(Math.max(from, to))
  const share = extent.ms > 0 ? Math.min(1, atMs / extent.ms) : 1
  return Math.round(from + (to - from) * share)
}
