import type { Config, RequestSpec } from '../../model/config.ts'
import type { Draft, DraftRequest } from '../../model/draft.ts'
import type { Files } from '../files.ts'
import { readConfig } from '../read-config.ts'
import { requestLines, writeDraft } from './write-draft.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Drafts name no files. */
const NO_FILES: Files = {
  find: (path) => ({ state: 'missing', realPath: path }),
  read: () => ({ state: 'unreadable', why: 'ENOENT' }),
}

/** What a draft means once it is written: the same reader reads it that will read the file. `name` is what problems call it. Throws ConfigError. */
export function readDraft(draft: Draft, name: string, env: Env): Config {
  return readText(writeDraft(draft), name, env)
}

/** Drafted requests as they will be read from the file. Throws ConfigError. */
export function readDraftRequests(drafts: readonly DraftRequest[]): readonly RequestSpec[] {
  return readText(['target: { image: none }', ...requestLines(drafts)].join('\n'), 'draft', {}).requests
}

function readText(text: string, name: string, env: Env): Config {
  const yaml = { text, name, kind: 'inline', directory: '/' } as const
  return readConfig({ yaml, overrides: [], env, workspace: '/', directory: '/', files: NO_FILES })
}
