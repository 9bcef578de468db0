import type { Axis } from '../model/chart.ts'

/** How the numbers of an axis become places on it. */
export type Scale = {
  readonly toPlace: (value: number) => number
  readonly toValue: (place: number) => number
}

const SAME: Scale = { toPlace: (value) => value, toValue: (place) => place }

/** What is not above zero has no logarithm and no place. */
const LOG: Scale = { toPlace: (value) => (value > 0 ? Math.log10(value) : Number.NaN), toValue: (place) => 10 ** place }

/** Nobody is slower than all: 100 has no place, and what is beyond 99.9999 is drawn there. */
const HIGHEST_PERCENT = 99.9999

/** 90, 99 and 99.9 become 1, 2 and 3. */
const TAIL: Scale = {
  toPlace: (percent) => -Math.log10(1 - Math.min(percent, HIGHEST_PERCENT) / 100),
  toValue: (place) => 100 * (1 - 10 ** -place),
}

export function scaleOf({ scale }: Pick<Axis, 'scale'>): Scale {
  return { linear: SAME, log: LOG, tail: TAIL }[scale]
}

const TAIL_TICKS = [0, 50, 90, 99, 99.9, 99.99, 99.999]

/** Where an axis has its ticks, as places; `null`: wherever it looks good. */
export function ticksOf(axis: Axis, from: number, to: number): number[] | null {
  if (axis.scale === 'linear') return null
  const { toPlace } = scaleOf(axis)
  const values = axis.scale === 'tail' ? TAIL_TICKS : logTicks(from, to)
  return values.map(toPlace).filter((place) => place >= from - 1e-9 && place <= to + 1e-9)
}

/** 1, 2 and 5 of each power of ten. */
function logTicks(from: number, to: number): readonly number[] {
  const powers = Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, place) => Math.floor(from) + place)
  return powers.flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power))
}
