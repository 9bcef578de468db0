import { outside, type Words, words } from '../model/outside.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Why this run cannot upload an artifact, known without asking anybody; `null`: it can try. The client itself would try again for half a minute. */
export function whyNoUpload(env: Env): Words | null {
  if (env.ACT === 'true') return words`act has no artifact service that takes it. ${BY_FILE}`
  const host = serverHost(env.GITHUB_SERVER_URL)
  // The same rule as in @actions/artifact, which refuses other servers.
  if (host !== 'github.com' && !host.endsWith('.ghe.com') && !host.endsWith('.localhost')) {
    return words`the artifact service of ${outside(host)} takes no artifacts of this kind. ${BY_FILE}`
  }
  if (!env.ACTIONS_RUNTIME_TOKEN || !env.ACTIONS_RESULTS_URL) {
    return words`this run has no artifact service. ${BY_FILE}`
  }
  return null
}

const BY_FILE = 'Name a file by "baseline-path" and keep it with a step of your own.'

function serverHost(url: string | undefined): string {
  if (url === undefined || url === '') return 'github.com'
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : url
}

/** Whether an earlier attempt of this run may have uploaded already. */
export function isRerun(env: Env): boolean {
  return (env.GITHUB_RUN_ATTEMPT ?? '1') !== '1'
}
