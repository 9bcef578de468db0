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
  const within = (values: readonly number[]) =>
    values.map(toPlace).filter((place) => place >= from - SLACK && place <= to + SLACK)
  if (axis.scale === 'tail') return within(TAIL_TICKS)
  const choices = [within(powers(from, to, [1, 2, 5])), within(powers(from, to, [1, 2, 3, 4, 5, 6, 7, 8, 9]))]
  return choices.find(({ length }) => length >= FEWEST_TICKS) ?? within(evenTicks(10 ** from, 10 ** to))
}

const FEWEST_TICKS = 3
/** What binary fractions may be off. */
const SLACK = 1e-9

/** These digits of each power of ten. */
function powers(from: number, to: number, digits: readonly number[]): readonly number[] {
  const all = Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, place) => Math.floor(from) + place)
  return all.flatMap((power) => digits.map((digit) => digit * 10 ** power))
}

/** On a stretch of less than a power of ten: multiples of 1, 2 or 5 of a power, about as many as fit. */
function evenTicks(low: number, high: number): readonly number[] {
  const rough = (high - low) / FEWEST_TICKS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([5, 2].find((digit) => digit * power <= rough) ?? 1)
  const first = Math.ceil(low / step - SLACK)
  return Array.from({ length: Math.floor(high / step + SLACK) - first + 1 }, (_, place) => tidy((first + place) * step))
}

/** Without the noise of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(10))
}
