import type { Words } from '../outside.ts'

/** What the candidate is compared with in a run, as it was decided before anything was measured. */
export type Comparison =
  /** With nothing, or with stored numbers, if the lookup found some. `why`: what keeps the baseline's image from being measured too; `null` where nobody asked for that. */
  | { readonly how: 'alone'; readonly why: Words | null }
  /** With the baseline's image, measured in the same rounds. */
  | { readonly how: 'paired' }
  /** The candidate's image is the baseline's: there is nothing to compare. */
  | { readonly how: 'same-image' }
