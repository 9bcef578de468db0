import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../model/config.ts'
import { type Words, words } from '../model/outside.ts'
import { encodeBaseline, type Lookup } from '../model/result/baseline.ts'
import type { BaselineStore, Saved, Scope } from '../ports.ts'
import type { Api } from './api-client.ts'
import { artifactName, BASELINE_FILE } from './artifact-name.ts'
import { isRerun, whyNoUpload } from './artifact-support.ts'
import { uploadArtifact } from './artifact-upload.ts'
import { openBaseBranch } from './base-branch.ts'
import { findBaselineArtifact } from './baseline-artifact-find.ts'
import type { KnownOrigin } from './trust-origin.ts'

type Env = Readonly<Record<string, string | undefined>>

export type ArtifactStoreOptions = {
  /** Or why there is none, such as no token. */
  readonly api: Api | { readonly state: 'none'; readonly why: Words }
  readonly origin: KnownOrigin
  /** What names the gate among those of the repository. */
  readonly keyOf: (config: Config) => string
  readonly env: Env
  readonly scope: Scope
}

/** GitHub's default; a repository that keeps artifacts for a shorter time says so to the runner. */
const RETENTION_DAYS = 90

/** Baselines as artifacts of the base branch's runs: found and downloaded by the REST API (on other servers too), uploaded by the runner's artifact service. */
export function artifactBaselines({ api, origin, keyOf, env, scope }: ArtifactStoreOptions): BaselineStore {
  const sayOnce = onceSaid(scope.log)
  return {
    async find(config) {
      // Normal under act, and where a workflow gives no token.
      const impossible = 'state' in api ? api.why : origin.state === 'unknown' ? origin.why : null
      if (impossible !== null || 'state' in api || origin.state === 'unknown') {
        sayOnce(words`No baseline is looked up: ${impossible ?? []}`)
        return { state: 'off' }
      }
      const name = artifactName(keyOf(config))
      const lookup = await findBaselineArtifact({ base: openBaseBranch(api, origin.origin), name, log: scope.log })
      return lookup.state === 'missing' ? { ...lookup, storedBy: storedBy(env) } : lookup
    },

    findGate: async (_, found) => ({ lookup: found, doubt: null }),

    async save(config, baseline) {
      const impossible = whyNoUpload(env)
      if (impossible !== null) {
        sayOnce(words`No baseline is stored: ${impossible}`)
        return { state: 'no-store' }
      }
      const text = encodeBaseline(baseline)
      return scope.log.group('Store the baseline', () => upload(artifactName(keyOf(config)), text, env, scope))
    },
  }
}

/** Looking up and storing are impossible for the same reason, mostly. */
function onceSaid({ say }: Scope['log']): (sentence: Words) => void {
  let said = false
  return (sentence) => {
    if (!said) say(sentence)
    said = true
  }
}

function storedBy(env: Env): Extract<Lookup, { state: 'missing' }>['storedBy'] & string {
  return whyNoUpload(env) === null ? 'base-branch' : 'nobody'
}

async function upload(name: string, text: string, env: Env, scope: Scope): Promise<Saved> {
  const root = await mkdtemp(join(env.RUNNER_TEMP ?? tmpdir(), 'perf-gate-baseline-'))
  try {
    const file = join(root, BASELINE_FILE)
    await writeFile(file, text)
    const retention = retentionDays(env.GITHUB_RETENTION_DAYS)
    const order = { name, files: [file], root, retentionDays: retention, isRerun: isRerun(env) }
    const uploaded = await uploadArtifact(order, scope)
    if (uploaded.state === 'failed') return { state: 'not-saved', why: uploaded.why }
    return { state: 'saved', where: `artifact ${name} (${uploaded.id ?? 'without an id'})` }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

function retentionDays(most: string | undefined): number {
  const days = Number(most)
  return Number.isInteger(days) && days > 0 ? Math.min(days, RETENTION_DAYS) : RETENTION_DAYS
}
