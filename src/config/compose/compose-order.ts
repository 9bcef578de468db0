import type { DraftTarget } from '../../model/draft.ts'
import type { Words } from '../../model/outside.ts'

export type ComposeOrder = {
  readonly text: string
  /** What problems call the file. */
  readonly name: string
  /** `null`: the only one that there is. */
  readonly service: string | null
  /** In place of the service's own image. */
  readonly image: string | null
  readonly env: Readonly<Record<string, string | undefined>>
}

export type ComposeTarget = { readonly target: DraftTarget; readonly notes: readonly Words[] }
