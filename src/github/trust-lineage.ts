import type { Api } from './api-client.ts'
import { isAncestor } from './trust-ancestor.ts'
import { baseOf } from './trust-base.ts'
import type { Origin } from './trust-origin.ts'

/** Which commits the tested base contains. Each is asked about once. */
export type Lineage = {
  /** The tested base. */
  readonly base: () => Promise<string>
  readonly contains: (sha: string) => Promise<boolean>
  /**
   * Of commits in the order in which they came to the base branch, newest first, the place of the first that the base contains; 0 where none was found, as
   * a branch that was forced back has them in no order. A branch that only moves forward has all that are too new at one end, so that few are asked about:
   * 14 of a hundred at most, and mostly one.
   */
  readonly firstContained: (shas: readonly string[]) => Promise<number>
}

export function openLineage(api: Api, origin: Origin): Lineage {
  let asked: Promise<string> | null = null
  const known = new Map<string, boolean>()
  const base = () => {
    asked ??= baseOf(api, origin)
    return asked
  }
  const contains = async (sha: string) => {
    const answer = known.get(sha) ?? (await isAncestor(api, origin, { sha, baseSha: await base() }))
    known.set(sha, answer)
    return answer
  }
  return { base, contains, firstContained: (shas) => firstContained(shas, contains) }
}

/** In steps that double until one is contained, then by halves. */
export async function firstContained(shas: readonly string[], contains: Lineage['contains']): Promise<number> {
  const isIn = async (place: number) => await contains(shas[place] ?? '')
  let newer = -1
  let end = 0
  for (let step = 1; end < shas.length && !(await isIn(end)); step *= 2) {
    newer = end
    end += step
  }
  end = Math.min(end, shas.length)
  while (end - newer > 1) {
    const middle = Math.floor((newer + end) / 2)
    if (await isIn(middle)) end = middle
    else newer = middle
  }
  return end === shas.length ? 0 : end
}
