import type { Side } from './config.ts'
import type { Driving, Progress } from './progress.ts'

/** What is shown of a run while it goes on. */
export type LiveRun = { readonly now: Progress; readonly sides: ReadonlyMap<Side, LiveSide> }

export type LiveSide = {
  /** The last that was told of it in this round; `null`: nothing yet. */
  readonly last: Driving | null
  /** One step for each second under load, over all stages and rounds, oldest first. */
  readonly steps: readonly LiveStep[]
}

export type LiveStep = {
  readonly rps: number
  /** The worst quarter of the second: percentiles are not averaged. `null`: no answer fell into it. */
  readonly p95Ms: number | null
}

/** A curve of a terminal has no more steps: a minute. */
export const MOST_STEPS = 60

const NOTHING: LiveSide = { last: null, steps: [] }

/** Adds what was told last. `null`: nothing was told before. */
export function follow(before: LiveRun | null, now: Progress): LiveRun {
  const known = now.sides.map((side) => [side, before?.sides.get(side) ?? NOTHING] as const)
  const { doing } = now
  switch (doing.what) {
    case 'start':
      return { now, sides: new Map(known.map(([side, { steps }]) => [side, { last: null, steps }])) }
    case 'load': {
      const isNewRound = before?.now.round !== now.round
      const add = (live: LiveSide) => ({ last: doing, steps: addStep(live, doing, isNewRound) })
      return { now, sides: new Map(known.map(([side, live]) => [side, side === doing.side ? add(live) : live])) }
    }
  }
}

function addStep({ last, steps }: LiveSide, now: Driving, isNewRound: boolean): readonly LiveStep[] {
  const newest = steps.at(-1)
  const { rps, recentP95Ms } = now
  if (newest === undefined || isNewRound || last === null || !isSameSecond(last, now)) {
    return [...steps, { rps, p95Ms: recentP95Ms }].slice(-MOST_STEPS)
  }
  return [...steps.slice(0, -1), { rps, p95Ms: worse(newest.p95Ms, recentP95Ms) }]
}

function isSameSecond(last: Driving, now: Driving): boolean {
  const second = ({ elapsedMs }: Driving) => Math.floor(elapsedMs / 1000)
  return last.stage === now.stage && second(last) === second(now)
}

function worse(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}
