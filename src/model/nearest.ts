/** The known word that a mistyped one most likely meant; `null` when none is near enough to be worth a guess. */
export function nearest(typed: string, known: readonly string[]): string | null {
  const wanted = normal(typed)
  const ranked = known
    .map((word) => ({ word, distance: editDistance(wanted, normal(word)) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(Math.min(wanted.length, word.length) / 3)))
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.word ?? null
}

/** `warmUp`, `warm_up` and `Warm-Up` are one word written in three ways. */
function normal(word: string): string {
  return word
    .slice(0, 60)
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/[_ ]/g, '-')
    .toLowerCase()
}

/** Optimal string alignment distance: insert, delete, replace, and swap of two neighbours cost 1 each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped))
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
