import { z } from 'zod'
import { outside, type Words, words } from '../model/outside.ts'
import type { Scope } from '../ports.ts'
import { abortedLater } from './aborted-later.ts'
import { ApiBudget, FOR_COMMENT, type Purse } from './api-budget.ts'
import { type Api, openApi } from './api-client.ts'
import { type Comments, openComments } from './comment-api.ts'
import { readRepository } from './event.ts'
import { pullRequestNumber } from './pull-request.ts'
import { type KnownOrigin, readOrigin } from './trust-origin.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What a run has of GitHub. */
export type Github = {
  readonly api: Api | NoApi
  /** The same for comments, which may use what the other leaves them, and some time longer where the run is interrupted; `null`: there is none. */
  readonly commentApi: Api | null
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

/** How long after an interruption a comment can still be brought up to date; the runner waits for 7.5 s in all. */
const LAST_WORDS_MS = 6000

/** Asks nothing yet. */
export function openGithub(order: GithubOrder): Github {
  const { env, payload, scope } = order
  const budget = order.budget ?? new ApiBudget()
  const api = apiOf(order, scope.signal, budget.keeping(FOR_COMMENT))
  const forComment = apiOf(order, abortedLater(scope.signal, LAST_WORDS_MS), budget)
  const commentApi = 'state' in forComment ? null : forComment
  const number = pullRequestNumber(env.GITHUB_EVENT_NAME, payload)
  const { owner, repo } = readRepository(env)
  const canComment = commentApi !== null && number !== null && owner !== ''
  return {
    api,
    commentApi,
    origin: env.ACT === 'true' ? UNDER_ACT : readOrigin(env, payload),
    comments: canComment ? openComments(commentApi, { owner, repo, number }) : null,
    isFork: isFork(payload),
  }
}

const UNDER_ACT: KnownOrigin = {
  state: 'unknown',
  why: words`act has no earlier runs to look in. Name a file by "baseline-path" and keep it with a step of your own.`,
}

function apiOf({ env, token, scope: { clock } }: GithubOrder, signal: AbortSignal, budget: Purse): Api | NoApi {
  if (token === null) return { state: 'none', why: words`there is no token ("github-token" is empty)` }
  const baseUrl = env.GITHUB_API_URL || API
  if (!URL.canParse(baseUrl)) return { state: 'none', why: words`GITHUB_API_URL is ${outside(baseUrl)}` }
  return openApi({ signal, clock, baseUrl, token, random: Math.random, budget })
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
