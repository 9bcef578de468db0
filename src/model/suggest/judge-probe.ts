import type { DraftRequest } from '../draft.ts'
import type { Probe } from '../evidence.ts'
import { type Words, words } from '../outside.ts'
import { NEEDS_CREDENTIALS } from './suggest-requests.ts'

/**
 * A drafted request with what one answer says about it. A GET that failed becomes a comment. A POST that failed stays, with a comment: it is
 * most likely what the gate is for, and a gate that passes without it would say nothing.
 */
export function judgeProbe(draft: DraftRequest, probe: Probe | null): DraftRequest {
  if (probe?.ok === true) return draft
  const notes = [...advice(draft, probe?.status ?? null), ...draft.notes.filter((note) => note !== NEEDS_CREDENTIALS)]
  return { ...draft, notes, state: draft.method === 'POST' ? 'written' : 'commented' }
}

function advice(draft: DraftRequest, status: number | null): readonly Words[] {
  if (status === null) return [words`It did not answer when it was tried.`]
  const came = words`It answered ${status} when it was tried.`
  if (status === 401 || status === 403) return [came, NEEDS_CREDENTIALS]
  const fix = draft.json === undefined ? [] : [words`Fill in a real body.`]
  return status >= 400 && status <= 499 ? [words`${came} ${fix[0] ?? ''}`] : [came]
}
