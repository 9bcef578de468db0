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

/** The artifacts of one run, of a name or of all names (`null`), newest first. */
export async function listRunArtifacts(
  { octokit }: Api,
  { owner, repo }: Pick<Origin, 'owner' | 'repo'>,
  runId: number,
  name: string | null,
) {
  const { data } = await octokit.rest.actions.listWorkflowRunArtifacts({
    owner,
    repo,
    run_id: runId,
    ...(name === null ? {} : { name }),
    per_page: MOST,
  })
  return newestFirst(data, name)
}

/** Of several with one name in a run the highest id is the last. */
function newestFirst(data: unknown, name: string | null): readonly Artifact[] {
  return readAnswer(listSchema, data, 'a list of artifacts')
    .artifacts.filter((artifact) => name === null || artifact.name === name)
    .sort((one, other) => other.id - one.id)
}
