import type { Ms } from '../../model/config.ts'
import type { ContainerFigures, FigurePoint } from '../../model/target-figures.ts'
import type { History } from './container-history.ts'
import { nothingYet, type Reading, type Sample } from './reading.ts'

/** A curve has at most about so many steps; a longer stretch has longer ones. */
const MOST_STEPS = 240

/**
 * What a container did in a stretch. Counters are drawn straight between the samples around each end; nothing is known beyond the last
 * sample, so nothing more is counted there.
 */
export function cutFigures(history: History, fromMs: Ms, toMs: Ms): ContainerFigures {
  const { samples, hasQuota } = history
  const [from, to] = [countersAt(samples, fromMs), countersAt(samples, toMs)]
  const inside = samplesWithin(samples, fromMs, toMs)
  return {
    source: history.source,
    cpuSeconds: rise(from.cpuSeconds, to.cpuSeconds),
    throttling: hasQuota ? throttlingOf(from, to) : null,
    memory: {
      peakBytes: to.peakBytes,
      mostWorkingSetBytes: mostWorkingSet(inside),
      cacheBytes: to.cacheBytes,
    },
    oomKills: killsWithin(history, fromMs, toMs),
    restarts: countWithin(history.restarts, fromMs, toMs),
    network: riseOfEach(from.network, to.network),
    blockIo: riseOfEach(from.blockIo, to.blockIo),
    mostPids: mostPids(from, to, inside),
    series: makeSeries(history, fromMs, toMs),
  }
}

/** CPU seconds in a stretch, for the sums of the machine. */
export function cpuSecondsWithin(history: History, fromMs: Ms, toMs: Ms): number {
  return rise(countersAt(history.samples, fromMs).cpuSeconds, countersAt(history.samples, toMs).cpuSeconds)
}

/** Counters are drawn straight between two samples; levels, marks and whole kills are those of the earlier one. */
function countersAt(samples: readonly Sample[], atMs: Ms): Reading {
  const after = firstAfter(samples, atMs)
  const [earlier, later] = [samples[after - 1], samples[after]]
  if (earlier === undefined) return samples[0] ?? nothingYet
  if (later === undefined) return earlier
  const share = (atMs - earlier.atMs) / (later.atMs - earlier.atMs)
  return {
    ...earlier,
    cpuSeconds: between(earlier.cpuSeconds, later.cpuSeconds, share),
    throttling: betweenEach(earlier.throttling, later.throttling, share),
    network: betweenEach(earlier.network, later.network, share),
    blockIo: betweenEach(earlier.blockIo, later.blockIo, share),
  }
}

/** Index of the first sample later than that; they are in order, and there can be many. */
function firstAfter(samples: readonly Sample[], atMs: Ms): number {
  let [low, high] = [0, samples.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((samples[middle]?.atMs ?? 0) > atMs) high = middle
    else low = middle + 1
  }
  return low
}

/** Later than its begin and no later than its end; where there is none, the last one before, whose levels still held. */
function samplesWithin(samples: readonly Sample[], fromMs: Ms, toMs: Ms): readonly Sample[] {
  const [first, end] = [firstAfter(samples, fromMs), firstAfter(samples, toMs)]
  return first < end ? samples.slice(first, end) : samples.slice(Math.max(0, end - 1), Math.max(1, end))
}

function between(earlier: number, later: number, share: number): number {
  return earlier + (later - earlier) * share
}

/** What is not known earlier began at zero with the container. */
function betweenEach<T extends Readonly<Record<string, number>>>(
  earlier: T | null,
  later: T | null,
  share: number,
): T | null {
  if (later === null) return earlier
  return mapEach(later, (value, name) => between(earlier?.[name] ?? 0, value, share))
}

/** `null` where the end is not known. */
function riseOfEach<T extends Readonly<Record<string, number>>>(from: T | null, to: T | null): T | null {
  return to === null ? null : mapEach(to, (value, name) => Math.round(rise(from?.[name] ?? 0, value)))
}

function mapEach<T extends Readonly<Record<string, number>>>(
  fields: T,
  change: (value: number, name: string) => number,
): T {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value, name)])) as T
}

/** Never below zero: a counter that was read anew after a restart may begin again. */
function rise(from: number, to: number): number {
  return Math.max(0, to - from)
}

function throttlingOf(from: Reading, to: Reading): ContainerFigures['throttling'] {
  const [before, after] = [from.throttling, to.throttling]
  if (after === null) return { periods: 0, throttledPeriods: 0, throttledSeconds: 0 }
  return {
    periods: Math.round(rise(before?.periods ?? 0, after.periods)),
    throttledPeriods: Math.round(rise(before?.throttledPeriods ?? 0, after.throttledPeriods)),
    throttledSeconds: rise(before?.throttledSeconds ?? 0, after.throttledSeconds),
  }
}

function killsWithin({ samples, unreadKills }: History, fromMs: Ms, toMs: Ms): number {
  const counted = rise(countersAt(samples, fromMs).oomKills ?? 0, countersAt(samples, toMs).oomKills ?? 0)
  return counted + countWithin(unreadKills, fromMs, toMs)
}

/** So that stretches that follow one another have each time once. */
function countWithin(timesMs: readonly Ms[], fromMs: Ms, toMs: Ms): number {
  return timesMs.filter((atMs) => atMs > fromMs && atMs <= toMs).length
}

function mostWorkingSet(samples: readonly Sample[]): number {
  return samples.reduce((most, sample) => Math.max(most, sample.workingSetBytes), 0)
}

/** The kernel's own mark counts only where it rose within the stretch. */
function mostPids(from: Reading, to: Reading, inside: readonly Sample[]): number | null {
  const marked = to.peakPids !== null && to.peakPids > (from.peakPids ?? 0) ? to.peakPids : null
  return inside.reduce<number | null>((most, { pids }) => (pids === null ? most : Math.max(most ?? 0, pids)), marked)
}

function makeSeries(history: History, fromMs: Ms, toMs: Ms): readonly FigurePoint[] {
  const { samples } = history
  const ends = stepEnds(samples, fromMs, toMs)
  return ends.map((endMs, index) => {
    const beginMs = index === 0 ? Math.max(fromMs, samples[0]?.atMs ?? fromMs) : (ends[index - 1] ?? fromMs)
    // What is told of after the last sample belongs to the last step.
    const untilMs = index === ends.length - 1 ? toMs : endMs
    return makePoint(history, { fromMs, beginMs, endMs, untilMs })
  })
}

/** At the samples, at least a step apart, and at the end of the stretch or of what is known. */
function stepEnds(samples: readonly Sample[], fromMs: Ms, toMs: Ms): readonly Ms[] {
  const stepMs = (toMs - fromMs) / MOST_STEPS
  const lastMs = Math.min(toMs, samples.at(-1)?.atMs ?? toMs)
  const ends: Ms[] = []
  for (const { atMs } of samplesWithin(samples, fromMs, toMs)) {
    if (atMs > fromMs && atMs < lastMs && atMs - (ends.at(-1) ?? fromMs) >= stepMs) ends.push(atMs)
  }
  return lastMs > Math.max(fromMs, samples[0]?.atMs ?? fromMs) ? [...ends, lastMs] : ends
}

function makePoint(
  history: History,
  step: { readonly fromMs: Ms; readonly beginMs: Ms; readonly endMs: Ms; readonly untilMs: Ms },
): FigurePoint {
  const { samples, hasQuota } = history
  const [begin, end] = [countersAt(samples, step.beginMs), countersAt(samples, step.endMs)]
  const periods = rise(begin.throttling?.periods ?? 0, end.throttling?.periods ?? 0)
  const throttled = rise(begin.throttling?.throttledPeriods ?? 0, end.throttling?.throttledPeriods ?? 0)
  const inside = samplesWithin(samples, step.beginMs, step.endMs)
  return {
    atMs: Math.round(step.endMs - step.fromMs),
    cpu: roundTo(rise(begin.cpuSeconds, end.cpuSeconds) / ((step.endMs - step.beginMs) / 1000), 4),
    throttledShare: hasQuota && periods > 0 ? roundTo(Math.min(1, throttled / periods), 4) : 0,
    workingSetBytes: mostWorkingSet(inside),
    cacheBytes: end.cacheBytes,
    oomKills: killsWithin(history, step.beginMs, step.untilMs),
    restarts: countWithin(history.restarts, step.beginMs, step.untilMs),
  }
}

/** Curves are kept in files. */
function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
