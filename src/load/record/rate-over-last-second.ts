import type { Ms } from '../../model/config.ts'

const SECOND_MS: Ms = 1000

/** Gives a function that takes what a counter says at a time, both from 0 on, and gives its rate per second over about the last second. */
export function rateOverLastSecond(): (atMs: Ms, count: number) => number {
  const steps = [{ atMs: 0, count: 0 }]
  return (atMs, count) => {
    steps.push({ atMs, count })
    while (steps[1] !== undefined && atMs - steps[1].atMs >= SECOND_MS) steps.shift()
    const [before] = steps
    if (before === undefined || atMs <= before.atMs) return 0
    return ((count - before.count) / (atMs - before.atMs)) * 1000
  }
}
