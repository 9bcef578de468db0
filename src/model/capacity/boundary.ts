/**
 * Finds where a question along a grid of positions, 0 to `last`, turns from `no` to `yes`. Larger positions are easier: what says yes at one says
 * yes at all above it, but for noise.
 */

export type Answer = 'yes' | 'no'

/** What was measured, position by position, in the order in which it was. */
export type Seen = readonly { readonly at: number; readonly answer: Answer }[]

/** The smallest position that says yes with no `no` above it, and the largest that says no; `null`: none has. */
export type Bracket = { readonly yes: number | null; readonly no: number | null }

export type BoundarySearch = {
  /** The last position; 0 is the first. */
  readonly last: number
  /** Where the boundary is expected: the closer, the fewer positions are asked. */
  readonly hint: number
  /** Whether both ends of the answer are measured again, and by majority of three where that disagrees. */
  readonly confirm: boolean
  /** Positions that may be asked at most; repetitions do not count. */
  readonly most: number
}

/** Which position to measure next, or what was found. */
export type BoundaryStep = { readonly ask: number } | { readonly found: Bracket }

/**
 * A search measures again so often at most: both ends of an answer (of a knee the miss that ends the climb, and the last one), and each a third time where
 * that disagrees. What is even by then counts as a no.
 */
export const MOST_REPEATS = 4

/** So many positions are asked at most on a grid of `steps` steps: out to the boundary in doubling strides, back by halves, and three to begin with. */
export function mostPositions(steps: number): number {
  return Math.floor(2 * Math.log2(Math.max(1, steps))) + 3
}

/** From the hint in doubling strides to the other side of the boundary, then by halves between the two. */
export function nextPosition(search: BoundarySearch, seen: Seen): BoundaryStep {
  const asked = new Set(seen.map(({ at }) => at)).size
  const mayRepeat = seen.length - asked < MOST_REPEATS
  const tie = mayRepeat ? tied(seen) : null
  if (tie !== null) return { ask: tie }
  const bracket = bracketOf(seen)
  const next = asked >= search.most ? null : between(search, bracket)
  if (next !== null) return { ask: next }
  const single = search.confirm && mayRepeat ? unconfirmed(bracket, seen) : null
  return single === null ? { found: bracket } : { ask: single }
}

/** The bracket that the answers leave, by majority at each position. */
export function bracketOf(seen: Seen): Bracket {
  const positions = [...new Set(seen.map(({ at }) => at))].sort((a, b) => a - b)
  const saying = (answer: Answer) => positions.filter((at) => majority(seen, at) === answer)
  const no = saying('no').at(-1) ?? null
  const yes = saying('yes').find((at) => no === null || at > no) ?? null
  return { yes, no }
}

function majority(seen: Seen, at: number): Answer {
  const answers = seen.filter((one) => one.at === at)
  return 2 * answers.filter(({ answer }) => answer === 'yes').length > answers.length ? 'yes' : 'no'
}

/** A position whose answers are even: one more decides. */
function tied(seen: Seen): number | null {
  const even = seen.find(({ at }) => {
    const answers = seen.filter((one) => one.at === at)
    return 2 * answers.filter(({ answer }) => answer === 'yes').length === answers.length
  })
  return even?.at ?? null
}

/** A position inside the bracket; `null` where there is none. */
function between({ last, hint }: BoundarySearch, bracket: Bracket): number | null {
  const no = bracket.no ?? -1
  const yes = bracket.yes ?? last + 1
  if (yes - no <= 1) return null
  const middle = Math.floor((no + yes) / 2)
  // Strides double with the distance from the hint: 1, 3, 7 … positions away.
  if (no >= hint) return Math.min(hint + 2 * (no - hint) + 1, bracket.yes === null ? last : middle)
  if (yes <= hint) return Math.max(hint - 2 * (hint - yes) - 1, bracket.no === null ? 0 : middle)
  return hint
}

function unconfirmed({ yes, no }: Bracket, seen: Seen): number | null {
  const single = [yes, no].find((at) => at !== null && seen.filter((one) => one.at === at).length === 1)
  return single ?? null
}
