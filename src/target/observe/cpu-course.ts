import type { Ms } from '../../model/config.ts'

/** CPU time that something had used up to each of some moments. Drawn straight between them; beyond them nothing is known, so nothing is counted. */
export class CpuCourse {
  readonly #points: { readonly atMs: Ms; readonly seconds: number }[] = []

  /** What is no later than the last one says nothing new. */
  add(atMs: Ms, seconds: number): void {
    if (atMs > (this.#points.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY)) this.#points.push({ atMs, seconds })
  }

  /** CPU seconds that were used between two times. */
  within(fromMs: Ms, toMs: Ms): number {
    return Math.max(0, this.#at(toMs) - this.#at(fromMs))
  }

  #at(atMs: Ms): number {
    const after = this.#points.findLastIndex((point) => point.atMs <= atMs) + 1
    const [earlier, later] = [this.#points[after - 1], this.#points[after]]
    if (earlier === undefined || later === undefined) return (earlier ?? later)?.seconds ?? 0
    return earlier.seconds + (later.seconds - earlier.seconds) * ((atMs - earlier.atMs) / (later.atMs - earlier.atMs))
  }
}
