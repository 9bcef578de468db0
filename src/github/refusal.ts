import { type Words, words } from '../model/outside.ts'
import type { ApiFailure } from './api-failure.ts'

/** Why GitHub refused a call, as far as its answer tells. `unknown`: it was not refused, or does not say why. */
export type Refusal =
  | 'bad-token'
  | 'single-sign-on'
  | 'address'
  | 'archived'
  | 'locked'
  | 'no-permission'
  | 'not-seen'
  | 'gone'
  | 'full'
  | 'unknown'

/** The kinds are told apart by GitHub's own words, as statuses alone do not: 403 is the answer to most of them. */
const SAID: readonly (readonly [RegExp, Refusal])[] = [
  [/SAML|single sign-on/i, 'single-sign-on'],
  [/IP allow list/i, 'address'],
  [/archived/i, 'archived'],
  [/\blocked\b/i, 'locked'],
]

export function refusalOf({ status, said, isLimit }: ApiFailure): Refusal {
  if (isLimit) return 'unknown'
  switch (status) {
    case 401:
      return 'bad-token'
    case 403:
      return SAID.find(([pattern]) => pattern.test(said))?.[1] ?? 'no-permission'
    case 404:
      return 'not-seen'
    case 410:
      return 'gone'
    case 422:
      return /commenting is disabled|more than \d+ comments/i.test(said) ? 'full' : 'unknown'
    default:
      return 'unknown'
  }
}

/** A failure with what to do about it. `permission`: what the call needs, as workflows write it (`actions: read`), unless GitHub's answer names it. */
export function adviseRefusal(failure: ApiFailure, permission: string): Words {
  const advice = adviceFor(refusalOf(failure), failure, permission)
  return advice === null ? failure.sentence : words`${failure.sentence}; ${advice}`
}

function adviceFor(refusal: Refusal, { said, permission: named }: ApiFailure, permission: string): Words | null {
  const needed = named ?? permission
  switch (refusal) {
    case 'bad-token':
      return words`the token is not valid, or no longer: leave "github-token" out, or give another one`
    case 'single-sign-on':
      return words`the organisation wants that token authorised for its single sign-on: authorise it, or leave "github-token" out`
    case 'address':
      return words`the organisation's IP allow list does not have this runner`
    case 'archived':
      return words`the repository is archived, so that nobody can write to it`
    case 'locked':
      return words`the conversation is locked`
    case 'no-permission':
      return /personal access token/i.test(said)
        ? words`give the token the right "${needed}", or leave "github-token" out and write "${needed}" under the job's "permissions"`
        : words`write "${needed}" under the job's "permissions"`
    case 'not-seen':
      return words`either it is gone, or the token may not see it: write "${needed}" under the job's "permissions"`
    case 'gone':
      return words`it has been deleted, or is switched off in this repository`
    case 'full':
      return words`the conversation has as many comments as GitHub takes`
    case 'unknown':
      return null
  }
}
