import { z } from 'zod'
import { readAnswer } from './api-answer.ts'
import type { Api } from './api-client.ts'
import type { Origin } from './trust-origin.ts'

export type Artifact = {
  readonly id: number
  readonly name: string
  readonly sizeBytes: number
  readonly expired: boolean
  readonly expiresAt: string | null
  /** `sha256:…` of the zip; older servers give none. */
  readonly digest: string | null
  readonly run: {
    readonly id: number
    readonly repositoryId: number | null
    readonly headRepositoryId: number | null
    readonly headBranch: string | null
    readonly headSha: string | null
  } | null
}

const artifactSchema = z
  .object({
    id: z.int(),
    name: z.string(),
    size_in_bytes: z.number(),
    expired: z.boolean(),
    expires_at: z.string().nullish(),
    digest: z.string().nullish(),
    workflow_run: z
      .object({
        id: z.int().optional(),
        repository_id: z.int().nullish(),
        head_repository_id: z.int().nullish(),
        head_branch: z.string().nullish(),
        head_sha: z.string().nullish(),
      })
      .nullish(),
  })
  .transform(
    ({ workflow_run: run, ...artifact }): Artifact => ({
      id: artifact.id,
      name: artifact.name,
      sizeBytes: artifact.size_in_bytes,
      expired: artifact.expired,
      expiresAt: artifact.expires_at ?? null,
      digest: artifact.digest ?? null,
      run:
        run?.id === undefined
          ? null
          : {
              id: run.id,
              repositoryId: run.repository_id ?? null,
              headRepositoryId: run.head_repository_id ?? null,
              headBranch: run.head_branch ?? null,
              headSha: run.head_sha ?? null,
            },
    }),
  )

const listSchema = z.object({ artifacts: z.array(artifactSchema) })

const MOST = 100

/** The artifacts of a name in all runs of the repository and of its forks' pull requests, newest first: the first hundred that GitHub lists. */
export async function listArtifacts({ octokit }: Api, { owner, repo }: Origin, name: string) {
  const { data } = await octokit.rest.actions.listArtifactsForRepo({ owner, repo, name, per_page: MOST })
  return newestFirst(data, name)
}

/** The artifacts of a name in one run, newest first. */
export async function listRunArtifacts(
  { octokit }: Api,
  { owner, repo }: Pick<Origin, 'owner' | 'repo'>,
  runId: number,
  name: string,
) {
  const { data } = await octokit.rest.actions.listWorkflowRunArtifacts({
    owner,
    repo,
    run_id: runId,
    name,
    per_page: MOST,
  })
  return newestFirst(data, name)
}

/** By their runs, since one that is run again uploads later what it tests as before; of several in one run the highest id is the last. */
function newestFirst(data: unknown, name: string): readonly Artifact[] {
  return readAnswer(listSchema, data, 'a list of artifacts')
    .artifacts.filter((artifact) => artifact.name === name)
    .sort((one, other) => (other.run?.id ?? 0) - (one.run?.id ?? 0) || other.id - one.id)
}

const MOST_PAGES = 10

export type RunArtifacts = { readonly artifacts: readonly Artifact[]; readonly isCut: boolean }

/** All artifacts of one run, newest first; `isCut`: there are more than those of the first pages, a thousand where nothing is said. */
export async function listAllRunArtifacts(
  { octokit }: Api,
  { owner, repo }: Pick<Origin, 'owner' | 'repo'>,
  runId: number,
  mostPages = MOST_PAGES,
): Promise<RunArtifacts> {
  const all: Artifact[] = []
  for (let page = 1; ; page += 1) {
    const query = { owner, repo, run_id: runId, per_page: MOST, page }
    const { data } = await octokit.rest.actions.listWorkflowRunArtifacts(query)
    const { artifacts } = readAnswer(listSchema, data, 'a list of artifacts')
    all.push(...artifacts)
    const isLast = artifacts.length < MOST
    if (isLast || page === mostPages) {
      return { artifacts: all.sort((one, other) => other.id - one.id), isCut: !isLast }
    }
  }
}
