/** Ranks of values in ascending order, twice as large so that the mean rank of equal values is a whole number. */
export function doubledRanks(sorted: readonly number[]): readonly number[] {
  return sorted.map((value) => {
    const first = sorted.indexOf(value)
    const last = sorted.lastIndexOf(value)
    return first + 1 + (last + 1)
  })
}
