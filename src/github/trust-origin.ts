import { z } from 'zod'
import { type Words, words } from '../model/outside.ts'
import { isProtectedPush, readRepository } from './event.ts'

/** Where a baseline has to come from: this repository, this workflow, the base branch up to this commit. */
export type Origin = {
  readonly owner: string
  readonly repo: string
  readonly repositoryId: number
  /** `.github/workflows/ci.yml` */
  readonly workflowPath: string
  readonly baseBranch: string
  /** A commit of the base branch, as the event says. For a pull request that can be an old one: whoever wants the base that was tested asks `baseOf`. */
  readonly baseSha: string
  /** The merge of change and base that is tested, and the change's own commit in it; `null`: the run is of no pull request. */
  readonly merge: Merge | null
  /** This run: an earlier attempt of it is no baseline for it. */
  readonly runId: number | null
}

export type Merge = { readonly sha: string; readonly headSha: string }

export type KnownOrigin =
  | { readonly state: 'known'; readonly origin: Origin }
  | { readonly state: 'unknown'; readonly why: Words }

type Env = Readonly<Record<string, string | undefined>>

const payloadSchema = z.object({
  repository: z.object({ id: z.int().optional(), default_branch: z.string().optional() }).optional(),
  pull_request: z
    .object({
      base: z.object({ ref: z.string(), sha: z.string() }),
      head: z.object({ sha: z.string().optional() }).optional(),
    })
    .optional(),
  merge_group: z.object({ base_ref: z.string(), base_sha: z.string() }).optional(),
})
type Payload = z.infer<typeof payloadSchema>

/** From the runner's variables and the event's payload. Some of it is missing under act and on other servers. */
export function readOrigin(env: Env, event: unknown): KnownOrigin {
  const payload = payloadSchema.safeParse(event).data ?? {}
  const { owner, repo } = readRepository(env)
  const repositoryId = payload.repository?.id ?? integer(env.GITHUB_REPOSITORY_ID)
  const workflowPath = readWorkflowPath(env.GITHUB_WORKFLOW_REF ?? '', `${owner}/${repo}/`)
  const { branch, sha } = readBase(env, payload)
  if (owner === '' || repositoryId === null) return unknown('repository')
  if (workflowPath === null) return unknown('workflow')
  if (branch === '' || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha)) return unknown('base branch and its commit')
  const runId = integer(env.GITHUB_RUN_ID)
  return {
    state: 'known',
    origin: {
      owner,
      repo,
      repositoryId,
      workflowPath,
      baseBranch: branch,
      baseSha: sha,
      merge: readMerge(env, payload),
      runId,
    },
  }
}

function unknown(what: string): KnownOrigin {
  return { state: 'unknown', why: words`this run does not say which ${what} it belongs to` }
}

/** `GITHUB_WORKFLOW_REF` is `owner/repo/.github/workflows/ci.yml@refs/heads/main`; a branch may have `@` in its name, a workflow's path before it not. */
function readWorkflowPath(reference: string, repository: string): string | null {
  if (!reference.startsWith(repository)) return null
  const [path = ''] = reference.slice(repository.length).split('@')
  return path.startsWith('.github/workflows/') ? path : null
}

/** Outside of pull requests and the merge queue: the branch that makes baselines, up to the commit that runs. */
function readBase(env: Env, payload: Payload): { readonly branch: string; readonly sha: string } {
  const { pull_request: pull, merge_group: group } = payload
  if (pull !== undefined) return { branch: pull.base.ref, sha: pull.base.sha }
  if (group !== undefined) return { branch: group.base_ref.replace(/^refs\/heads\//, ''), sha: group.base_sha }
  const own = isProtectedPush(env) ? env.GITHUB_REF_NAME : undefined
  return { branch: own ?? payload.repository?.default_branch ?? '', sha: env.GITHUB_SHA ?? '' }
}

/** Only on this event a run is of the merge commit (`refs/pull/N/merge`); `pull_request_target` runs what is on the base branch. */
function readMerge(env: Env, { pull_request: pull }: Payload): Merge | null {
  const [sha, headSha] = [env.GITHUB_SHA ?? '', pull?.head?.sha ?? '']
  return env.GITHUB_EVENT_NAME === 'pull_request' && sha !== '' && headSha !== '' ? { sha, headSha } : null
}

function integer(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}
