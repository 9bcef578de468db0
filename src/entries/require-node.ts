/** Testcontainers needs 22.22; act runs whatever Node the job's image has. */
const OLDEST = [22, 22] as const

/** Says what to do when this Node is too old, before anything is loaded that it could not read; `null` when it will do. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null
  return (
    `perf-gate needs Node ${OLDEST.join('.')} or newer, this is Node ${version}. ` +
    'Under act choose a job image with Node 24, for example: -P ubuntu-latest=node:24-bookworm'
  )
}
