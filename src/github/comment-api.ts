import { z } from 'zod'
import { readAnswer } from './api-answer.ts'
import type { Api } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'

/** Entries of a page; a page with fewer is the last. */
export const COMMENTS_A_PAGE = 100

/** A comment on a pull request. Its author is `null` where the account is gone. */
export type Comment = {
  readonly id: number
  /** Its id in GraphQL. */
  readonly nodeId: string
  readonly author: Author | null
  readonly body: string
}
export type Author = { readonly login: string; readonly isBot: boolean }

/** Who we are, and which of some comments somebody has hidden. `login` is `null` where GitHub does not say. */
export type Identity = { readonly login: string | null; readonly minimized: ReadonlySet<string> }

/** The comments of one pull request. All but `identify` throw ApiFailure where GitHub refuses. */
export interface Comments {
  /** Oldest first; the first page is 1. */
  list(page: number): Promise<readonly Comment[]>
  /** Where GitHub refuses to say, nobody is named and nothing counts as hidden. */
  identify(nodeIds: readonly string[]): Promise<Identity>
  create(body: string): Promise<Comment>
  update(id: number, body: string): Promise<void>
  remove(id: number): Promise<void>
  /** The commit that the pull request proposes now. */
  head(): Promise<string>
}

export type PullRequest = { readonly owner: string; readonly repo: string; readonly number: number }

const commentSchema = z
  .object({
    id: z.int(),
    node_id: z.string(),
    body: z.string().nullish(),
    user: z.object({ login: z.string(), type: z.string() }).nullish(),
  })
  .transform(
    ({ id, node_id, body, user }): Comment => ({
      id,
      nodeId: node_id,
      body: body ?? '',
      author: user ? { login: user.login, isBot: user.type === 'Bot' } : null,
    }),
  )

const pullSchema = z.object({ head: z.object({ sha: z.string() }) })

/** Comments of a pull request are those of its issue. https://docs.github.com/en/rest/issues/comments */
export function openComments({ octokit }: Pick<Api, 'octokit'>, { owner, repo, number }: PullRequest): Comments {
  const place = { owner, repo }
  return {
    async list(page) {
      const query = { ...place, issue_number: number, per_page: COMMENTS_A_PAGE, page }
      const { data } = await octokit.rest.issues.listComments(query)
      return readAnswer(z.array(commentSchema), data, 'a list of comments')
    },
    identify: (nodeIds) => identify(octokit, nodeIds),
    async create(body) {
      const { data } = await octokit.rest.issues.createComment({ ...place, issue_number: number, body })
      return readAnswer(commentSchema, data, 'a comment')
    },
    async update(id, body) {
      await octokit.rest.issues.updateComment({ ...place, comment_id: id, body })
    },
    async remove(id) {
      await octokit.rest.issues.deleteComment({ ...place, comment_id: id })
    },
    async head() {
      const { data } = await octokit.rest.pulls.get({ ...place, pull_number: number })
      return readAnswer(pullSchema, data, 'a pull request').head.sha
    },
  }
}

/** REST can say neither: a workflow's token may not ask who it is, and a hidden comment looks like any other. */
const QUERY = `query($ids: [ID!]!) {
  viewer { login }
  nodes(ids: $ids) { ... on IssueComment { id isMinimized } }
}`

const identitySchema = z.object({
  viewer: z.object({ login: z.string() }),
  nodes: z.array(z.object({ id: z.string().optional(), isMinimized: z.boolean().optional() }).nullable()),
})

async function identify(octokit: Api['octokit'], nodeIds: readonly string[]): Promise<Identity> {
  try {
    return readIdentity(await octokit.graphql(QUERY, { ids: nodeIds }))
  } catch (error) {
    // An id that is unknown, as of a comment that was deleted meanwhile, is an error beside all the others' answers.
    if (isGraphqlError(error)) return identitySchema.safeParse(error.data).success ? readIdentity(error.data) : NOBODY
    // An old server, or a token without that right: a comment is still found by its usual author.
    if (error instanceof ApiFailure) return NOBODY
    throw error
  }
}

const NOBODY: Identity = { login: null, minimized: new Set() }

function readIdentity(data: unknown): Identity {
  const { viewer, nodes } = readAnswer(identitySchema, data, 'an identity')
  const hidden = nodes.flatMap((node) => (node?.isMinimized && node.id !== undefined ? [node.id] : []))
  return { login: viewer.login, minimized: new Set(hidden) }
}

/** Octokit throws it for an answer with status 200 that holds errors. */
function isGraphqlError(error: unknown): error is Error & { readonly data?: unknown } {
  return error instanceof Error && error.name === 'GraphqlResponseError'
}
