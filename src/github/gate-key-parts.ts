import type { GateKeyParts } from '../model/gate-key.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What the runner says of the place at which a gate stands. Not all of it is known under act. */
export function readKeyParts(env: Env): Pick<GateKeyParts, 'workflow' | 'job' | 'step'> {
  return {
    workflow: pathOf(env.GITHUB_WORKFLOW_REF) ?? given(env.GITHUB_WORKFLOW),
    job: given(env.GITHUB_JOB),
    step: given(env.GITHUB_ACTION),
  }
}

/** `owner/repo/.github/workflows/ci.yml@refs/heads/main`: the same file on a branch and in a pull request. */
function pathOf(reference = ''): string | null {
  return /^[^/]+\/[^/]+\/([^@]+)@/.exec(reference)?.[1] ?? null
}

function given(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text
}
