import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { type GateKey, isCapacityKey, readKeyId } from '../model/gate-key.ts'
import type { Output } from '../ports.ts'
import { isRerun, whyNoUpload } from './artifact-support.ts'
import { uploadArtifact } from './artifact-upload.ts'

const PREFIX = 'perf-gate-result-'

/** The file by which a workflow that may comment makes the verdict again: of a gate, and of a capacity run. */
const RESULT_FILE = 'perf-gate-result.json'
const CAPACITY_FILE = 'perf-gate-capacity.json'

/** The name of the artifact that holds the result and the report of a run. */
function resultArtifactName({ id }: Pick<GateKey, 'id'>): string {
  return `${PREFIX}${id}`
}

/** The gate or capacity run whose result an artifact should hold; `null` for any other artifact. */
export function keyOfArtifact(name: string): GateKey | null {
  return name.startsWith(PREFIX) ? readKeyId(name.slice(PREFIX.length)) : null
}

/** Its result file in there. */
export function resultFileOf(key: GateKey): string {
  return isCapacityKey(key) ? CAPACITY_FILE : RESULT_FILE
}

type Env = Readonly<Record<string, string | undefined>>

export type ResultArtifactSetting = {
  readonly env: Env
  /** `null`: nothing is known of the gate yet. */
  readonly key: () => GateKey | null
  /** Files of one folder and those below it, the result first; those that could be written are there by now. */
  readonly files: readonly string[]
}

/** An output that remembers the artifact's id, for the link in a comment. */
export type ResultArtifact = Output & { readonly id: number | null }

/** Result and report as an artifact of the run. Where runs have none that is normal: the files are in the workspace. */
export function createResultArtifact({ env, key, files }: ResultArtifactSetting): ResultArtifact {
  let id: number | null = null
  return {
    name: 'result artifact',
    get id() {
      return id
    },
    async publish(_report, _result, scope) {
      const gate = key()
      if (gate === null || whyNoUpload(env) !== null) return { state: 'skipped' }
      const upload = {
        name: resultArtifactName(gate),
        files: files.filter((file) => existsSync(file)),
        root: dirname(files[0] ?? ''),
        retentionDays: null,
        isRerun: isRerun(env),
      }
      const uploaded = await scope.log.group('Upload the result', () => uploadArtifact(upload, scope))
      if (uploaded.state === 'failed') return { state: 'refused', why: uploaded.why }
      id = uploaded.id
      return { state: 'written' }
    },
  }
}
