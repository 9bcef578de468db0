/** What the event that started the workflow says about this run. */
export type RunEvent = {
  /**
   * Whether this runs on a branch that pull requests are made against, so that its numbers may become their baseline: the default branch, or
   * another one that is protected. `false` whenever that is not certain.
   */
  readonly isBaseBranch: boolean
  /** The commit that people know: the head of the pull request, else the commit that the workflow runs on; `null` if unknown. */
  readonly sha: string | null
  /** Address of the workflow run; `null` if unknown. */
  readonly runUrl: string | null
}

type Env = Readonly<Record<string, string | undefined>>

/** Events that run a branch's own code, not a proposal to change it. */
const BASE_EVENTS: readonly string[] = ['push', 'schedule', 'workflow_dispatch']

/** Reads the runner's variables and the event's payload, parsed from the file that `GITHUB_EVENT_PATH` names. */
export function readEvent(env: Env, payload: unknown): RunEvent {
  return { isBaseBranch: isBaseBranch(env, payload), sha: readSha(env, payload), runUrl: readRunUrl(env) }
}

function isBaseBranch(env: Env, payload: unknown): boolean {
  const branch = textAt(payload, ['repository', 'default_branch'])
  return (
    branch !== null &&
    branch !== '' &&
    BASE_EVENTS.includes(env.GITHUB_EVENT_NAME ?? '') &&
    // A tag may have the name of the branch.
    env.GITHUB_REF_TYPE === 'branch' &&
    (env.GITHUB_REF_NAME === branch || isProtectedPush(env))
  )
}

/** A release branch, say: nobody but its owners can put anything there. */
export function isProtectedPush(env: Env): boolean {
  return env.GITHUB_EVENT_NAME === 'push' && env.GITHUB_REF_TYPE === 'branch' && env.GITHUB_REF_PROTECTED === 'true'
}

/** In a pull request, `GITHUB_SHA` is a merge commit that nobody has seen. */
function readSha(env: Env, payload: unknown): string | null {
  const sha = textAt(payload, ['pull_request', 'head', 'sha']) ?? env.GITHUB_SHA ?? ''
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha) ? sha : null
}

/** The repository that the workflow runs in; empty where the runner does not say. */
export function readRepository(env: Env): { readonly owner: string; readonly repo: string } {
  const [, owner = '', repo = ''] = /^([\w.-]+)\/([\w.-]+)$/.exec(env.GITHUB_REPOSITORY ?? '') ?? []
  return { owner, repo }
}

function readRunUrl(env: Env): string | null {
  return runUrlOf(env, env.GITHUB_RUN_ID ?? '')
}

/** The address of a run of this repository; `null` if unknown. */
export function runUrlOf(env: Env, id: string | number): string | null {
  const server = env.GITHUB_SERVER_URL ?? ''
  const repository = env.GITHUB_REPOSITORY ?? ''
  const runId = String(id)
  const isKnown = /^https?:\/\/[\w.:-]+$/.test(server) && /^[\w.-]+\/[\w.-]+$/.test(repository) && /^\d+$/.test(runId)
  return isKnown ? `${server}/${repository}/actions/runs/${runId}` : null
}

/** The text at a path of keys in a parsed JSON value; `null` where there is none. */
function textAt(value: unknown, path: readonly string[]): string | null {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return null
    at = (at as Readonly<Record<string, unknown>>)[key]
  }
  return typeof at === 'string' ? at : null
}
