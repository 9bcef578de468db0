import { z } from 'zod'
import { outside, type Words, words } from '../model/outside.ts'
import type { Scope } from '../ports.ts'
import type { ApiBudget } from './api-budget.ts'
import { type Api, openApi } from './api-client.ts'
import { type Comments, openComments } from './comment-api.ts'
import { readRepository } from './event.ts'
import { pullRequestNumber } from './pull-request.ts'
import { type KnownOrigin, readOrigin } from './trust-origin.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What a run has of GitHub. */
export type Github = {
  readonly api: Api | NoApi
  readonly origin: KnownOrigin
  /** The comments of the pull request that this run is for; `null`: none, or no token. */
  readonly comments: Comments | null
  /** Whether that pull request is from a fork, whose token may not write. */
  readonly isFork: boolean
}
export type NoApi = { readonly state: 'none'; readonly why: Words }

export type GithubOrder = {
  readonly env: Env
  /** The event's. */
  readonly payload: unknown
  /** The input `github-token`; `null`: none was given. */
  readonly token: string | null
  readonly scope: Scope
  readonly budget?: ApiBudget
}

const API = 'https://api.github.com'

/** Asks nothing yet. */
export function openGithub(order: GithubOrder): Github {
  const { env, payload } = order
  const api = apiOf(order)
  const number = pullRequestNumber(env.GITHUB_EVENT_NAME, payload)
  const { owner, repo } = readRepository(env)
  const canComment = !('state' in api) && number !== null && owner !== ''
  return {
    api,
    origin: env.ACT === 'true' ? UNDER_ACT : readOrigin(env, payload),
    comments: canComment ? openComments(api, { owner, repo, number }) : null,
    isFork: isFork(payload),
  }
}

const UNDER_ACT: KnownOrigin = {
  state: 'unknown',
  why: words`act has no earlier runs to look in. Name a file by "baseline-path" and keep it with a step of your own.`,
}

function apiOf({ env, token, scope: { signal, clock }, budget }: GithubOrder): Api | NoApi {
  if (token === null) return { state: 'none', why: words`there is no token ("github-token" is empty)` }
  const baseUrl = env.GITHUB_API_URL || API
  if (!URL.canParse(baseUrl)) return { state: 'none', why: words`GITHUB_API_URL is ${outside(baseUrl)}` }
  return openApi({ signal, clock, baseUrl, token, random: Math.random, ...(budget === undefined ? {} : { budget }) })
}

const forkSchema = z.object({
  pull_request: z.object({
    head: z.object({ repo: z.object({ id: z.int() }).nullable() }),
    base: z.object({ repo: z.object({ id: z.int() }) }),
  }),
})

function isFork(payload: unknown): boolean {
  const pull = forkSchema.safeParse(payload).data?.pull_request
  return pull !== undefined && pull.head.repo?.id !== pull.base.repo.id
}
