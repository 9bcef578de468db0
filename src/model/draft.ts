import type { Words } from './outside.ts'
import type { Json } from './suggest/json.ts'

/** A configuration that is being written for somebody: what is known, what has been tried, and what they have to know about it. */
export type Draft = {
  readonly target: DraftTarget
  readonly requests: readonly DraftRequest[]
  /** What could not be found out or taken over; they stand at the top of the file. */
  readonly notes: readonly Words[]
}

/** The keys of `target` by their source texts, `null` where nothing is to be written. All texts come from outside. */
export type DraftTarget = {
  readonly image: string
  readonly port: string | null
  readonly cpus: string | null
  readonly memory: string | null
  readonly ready: string | null
  readonly env: readonly DraftVariable[]
  readonly command: readonly string[] | null
  readonly entrypoint: readonly string[] | null
  readonly user: string | null
}

/** `text` as the configuration writes it: `${NAME}` is filled in from the environment. */
export type DraftVariable = { readonly name: string; readonly text: string; readonly note: Words | null }

export type DraftRequest = {
  readonly name: string
  readonly weight: number
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** The body; `undefined`: none. */
  readonly json: Json | undefined
  /** The expected status where it is not 2xx. */
  readonly status: number | null
  /** `commented`: written as a comment, to be looked at by the user. */
  readonly state: 'written' | 'commented'
  readonly notes: readonly Words[]
}
