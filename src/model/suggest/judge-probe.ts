import type { DraftRequest } from '../draft.ts'
import type { Probe } from '../evidence.ts'
import { type Words, words } from '../outside.ts'
import { MADE_UP, NEEDS_CREDENTIALS } from './suggest-requests.ts'

/**
 * A drafted request with what one answer says about it. A GET that failed becomes a comment. A POST that failed stays, with a comment: it is
 * most likely what the gate is for, and a gate that passes without it would say nothing.
 */
export function judgeProbe(draft: DraftRequest, probe: Probe | null): DraftRequest {
  if (probe?.ok === true) return draft
  const said: readonly Words[] = [NEEDS_CREDENTIALS, MADE_UP]
  const notes = [...advice(draft, probe?.status ?? null), ...draft.notes.filter((note) => !said.includes(note))]
  return { ...draft, notes, state: draft.method === 'POST' ? 'written' : 'commented' }
}

function advice(draft: DraftRequest, status: number | null): readonly Words[] {
  if (status === null) return [words`It did not answer when it was tried.`]
  const came = words`It answered ${status} when it was tried.`
  if (status === 401 || status === 403) return [came, NEEDS_CREDENTIALS]
  const isBody = status >= 400 && status <= 499 && draft.json !== undefined
  return isBody ? [words`${came} Fill in a real body.`] : [came]
}
