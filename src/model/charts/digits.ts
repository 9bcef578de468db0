/** Charts are read by eye, and their numbers are kept in files. */
export function threeDigits(value: number): number {
  return Number(value.toPrecision(3))
}

/** A time in seconds, to the hundredth. */
export function asSeconds(ms: number): number {
  return Math.round(ms / 10) / 100
}
