import { createHash } from 'node:crypto'
import { outside, type Words, words } from '../model/outside.ts'
import type { Api } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import type { Artifact } from './artifact-list.ts'
import type { Origin } from './trust-origin.ts'

export type Downloaded =
  | { readonly state: 'good'; readonly zip: Buffer }
  | { readonly state: 'bad'; readonly why: Words }

/** An artifact's zip, kept in memory and checked against the digest that the API gave for it. Throws ApiFailure where GitHub cannot be asked at all. */
export async function downloadArtifact(
  api: Api,
  { owner, repo }: Pick<Origin, 'owner' | 'repo'>,
  artifact: Artifact,
  maxBytes: number,
): Promise<Downloaded> {
  const zip = await fetchZip(api, { owner, repo, id: artifact.id, maxBytes })
  if (!Buffer.isBuffer(zip)) return { state: 'bad', why: zip }
  const digest = `sha256:${createHash('sha256').update(zip).digest('hex')}`
  if (artifact.digest !== null && artifact.digest !== digest) {
    return { state: 'bad', why: words`its digest is ${digest}, not ${outside(artifact.digest)} as GitHub says` }
  }
  return { state: 'good', zip }
}

type Place = { readonly owner: string; readonly repo: string; readonly id: number; readonly maxBytes: number }

/** The bytes, or why there are none. */
async function fetchZip({ octokit, download }: Api, { owner, repo, id, maxBytes }: Place): Promise<Buffer | Words> {
  try {
    // The answer is a redirect to a signed address at another host, good for a minute.
    const { headers } = await octokit.rest.actions.downloadArtifact({
      owner,
      repo,
      artifact_id: id,
      archive_format: 'zip',
    })
    return await download(headers.location ?? '', maxBytes)
  } catch (error) {
    if (error instanceof ApiFailure && (error.status === null || error.status === 404 || error.status === 410)) {
      return error.sentence
    }
    throw error
  }
}
