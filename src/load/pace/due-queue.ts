/** Things that are due at different times, the earliest first: a binary heap, so that thousands of waiting users need one timer. */
export class DueQueue<T> {
  readonly #entries: { readonly dueMs: number; readonly item: T }[] = []

  /** When the earliest is due; infinity when there is none. */
  get nextMs(): number {
    return this.#entries[0]?.dueMs ?? Number.POSITIVE_INFINITY
  }

  add(item: T, dueMs: number): void {
    const entries = this.#entries
    const entry = { dueMs, item }
    let place = entries.length
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = entries[above]
      if (parent === undefined || parent.dueMs <= dueMs) break
      entries[place] = parent
      place = above
    }
    entries[place] = entry
  }

  /** Takes the earliest out if it is due by then. */
  take(byMs: number): T | null {
    const first = this.#entries[0]
    if (first === undefined || first.dueMs > byMs) return null
    const last = this.#entries.pop()
    if (last !== undefined && last !== first) this.#sink(last)
    return first.item
  }

  /** Puts an entry at the top and lets it sink to where all below it are due later. */
  #sink(entry: { readonly dueMs: number; readonly item: T }): void {
    const entries = this.#entries
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const right = entries[left + 1]
      const child = right !== undefined && right.dueMs < (entries[left]?.dueMs ?? 0) ? left + 1 : left
      const below = entries[child]
      if (below === undefined || below.dueMs >= entry.dueMs) break
      entries[place] = below
      place = child
    }
    entries[place] = entry
  }
}
