/**
 * The numbers of rounds at which a comparison is looked at, and how much of the error that is allowed may be spent at each. What is spent is fixed
 * beforehand, so looking early costs nothing in honesty (error spending: Lan and DeMets 1983; Bonferroni over looks, which holds under any dependence).
 */
const LOOKS: readonly { readonly rounds: number; readonly share: number }[] = [
  { rounds: 6, share: 0.3 },
  { rounds: 8, share: 0.1 },
  { rounds: 10, share: 0.1 },
  { rounds: 12, share: 0.1 },
  { rounds: 16, share: 0.2 },
  { rounds: 20, share: 0.2 },
]

/** The possible numbers of rounds for a last look. */
export const LAST_LOOKS: readonly number[] = LOOKS.map(({ rounds }) => rounds)

/** The fewest rounds at which a comparison is looked at. */
export const FIRST_LOOK = Math.min(...LAST_LOOKS)

/**
 * Chance, over all looks of one run and all checks of its kind, that an equal image fails: 1 % for what is compared by ratios (slower than allowed), and another 1 % for
 * failures. Both together are 2 % at most; `decide-together.test.ts` simulates less than 1.5 % at the smallest tolerance.
 */
export const FALSE_ALARM = 0.01

/** Chance that an image that is slower by the whole tolerance is called within it. */
export const FALSE_PASS = 0.05

/** One look: after so many rounds, at these levels for one check. */
export type Look = { readonly rounds: number; readonly failAlpha: number; readonly passAlpha: number }

/**
 * The looks of a run that ends at `last` rounds with so many checks. The last look gets all that is left of the error. A failure's level is divided among
 * the checks (any of them fails the run); that of a pass is not (all have to pass: intersection–union).
 */
export function looksUntil(last: number, checks: number): readonly Look[] {
  const used = LOOKS.filter((look) => look.rounds < last)
  const left = 1 - used.reduce((sum, look) => sum + look.share, 0)
  return [...used, { rounds: last, share: left }].map(({ rounds, share }) => ({
    rounds,
    failAlpha: (FALSE_ALARM * share) / Math.max(1, checks),
    passAlpha: FALSE_PASS * share,
  }))
}

/** The largest last look within so many rounds; `null` where not even the first fits. */
export function lastLookWithin(rounds: number): number | null {
  return LAST_LOOKS.findLast((look) => look <= rounds) ?? null
}

/** The first look of a run that ends at `last` rounds. */
export function firstLook(last: number): number {
  return Math.min(last, FIRST_LOOK)
}

/** `6 to 12 rounds`: from the first look to the last one. */
export function describeLooks(last: number): string {
  const first = firstLook(last)
  return first === last ? `${last} rounds` : `${first} to ${last} rounds`
}
