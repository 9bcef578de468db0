import { createHash } from 'node:crypto'

/** The one file in a baseline's artifact. */
export const BASELINE_FILE = 'perf-gate-baseline.json'

const PREFIX = 'perf-gate-baseline'

/** Whether an artifact of that name holds the baseline of some gate. */
export function isBaselineName(name: string): boolean {
  return name.startsWith(`${PREFIX}-`)
}

/** The name of the artifact that holds a gate's baseline: readable, and different for different keys. */
export function artifactName(key: string): string {
  const readable = key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '')
  const unique = createHash('sha256').update(key).digest('hex').slice(0, 10)
  return [PREFIX, readable, unique].filter((part) => part !== '').join('-')
}
