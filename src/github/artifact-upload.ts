import type { Ms } from '../model/config.ts'
import { outside, type Words, words } from '../model/outside.ts'
import type { Clock } from '../ports.ts'

export type Upload = {
  /** Of the artifact. */
  readonly name: string
  /** Files, absolute; in the artifact they have the paths that they have below `root`. */
  readonly files: readonly string[]
  readonly root: string
  /** `null`: as long as the repository keeps any. */
  readonly retentionDays: number | null
  /** A later attempt of a run, in which an earlier one may have uploaded under that name. */
  readonly isRerun: boolean
}

export type Uploaded =
  | { readonly state: 'uploaded'; readonly id: number | null }
  | { readonly state: 'failed'; readonly why: Words }

/** Longer than the client's own tries of one call. */
const WITHIN_MS = 60_000

export type UploadScope = { readonly clock: Clock; readonly signal: AbortSignal; readonly withinMs?: Ms }

/**
 * Uploads files as an artifact of this run, by the runner's own token: `permissions` do not govern it. Whatever goes wrong is a reason,
 * given after `withinMs` at the latest.
 */
export async function uploadArtifact(
  upload: Upload,
  { clock, signal, withinMs = WITHIN_MS }: UploadScope,
): Promise<Uploaded> {
  const over = new AbortController()
  try {
    const late = clock.sleep(withinMs, AbortSignal.any([signal, over.signal])).then((): never => {
      throw new Error(`it was not done after ${withinMs / 1000} s`)
    })
    return { state: 'uploaded', id: await Promise.race([send(upload), late]) }
  } catch (error) {
    signal.throwIfAborted()
    const said = error instanceof Error ? error.message : String(error)
    return {
      state: 'failed',
      why: words`the upload of artifact ${upload.name} failed: ${outside(said)}${adviceFor(said)}`,
    }
  } finally {
    over.abort()
  }
}

/** The artifact service has one status for most of what it refuses, and says the rest in words. */
function adviceFor(said: string): string {
  if (/already exists|\(409\)/i.test(said)) {
    return '; another step of this run has one of that name: give each gate a "key" of its own'
  }
  return /quota|storage limit/i.test(said)
    ? '; there is no room for artifacts left: remove some, or keep them for a shorter time'
    : ''
}

/** The artifact's id. The client brings the storage service's whole kit, so that it is loaded only when it is used. */
async function send({ name, files, root, retentionDays, isRerun }: Upload): Promise<number | null> {
  // Else the client would wait five minutes for a storage that takes nothing.
  process.env.ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS ??= '30000'
  const { ArtifactNotFoundError, DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  if (isRerun) {
    await client.deleteArtifact(name).catch((error: unknown) => {
      if (!(error instanceof ArtifactNotFoundError)) throw error
    })
  }
  const options = retentionDays === null ? {} : { retentionDays }
  const { id } = await client.uploadArtifact(name, [...files], root, options)
  return id ?? null
}
