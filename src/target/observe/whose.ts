import { projectName } from '../compose/project-name.ts'
import { RUN_LABEL } from '../engine/owner.ts'

/** What the engine lists of a container, as far as it tells whose it is. */
export type Listed = {
  readonly Id: string
  readonly Labels: Readonly<Record<string, string>>
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> }
}

/** By what a run tells containers apart. */
export type Surroundings = {
  readonly runId: string
  /** That the target joins besides its own: of its dependencies, and the one that `target.network` names. */
  readonly networks: readonly string[]
  /** Ids that the container may have in which perf-gate runs; also their beginnings. */
  readonly self: readonly string[]
}

const COMPOSE_LABEL = 'com.docker.compose.project'

/**
 * `ours`: a target of this run, of either side, or the container that perf-gate runs in. `dependency`: what the target needs around it.
 * `stranger`: who has no business with this run, such as the target of another gate.
 */
export function whoseIs(
  container: Listed,
  { runId, networks, self }: Surroundings,
): 'ours' | 'dependency' | 'stranger' {
  const { Id, Labels, NetworkSettings } = container
  const run = Labels[RUN_LABEL]
  if (self.some((id) => Id.startsWith(id))) return 'ours'
  // An image that compose has built carries the name of that project, and so does a target of it.
  if (run === runId) return Labels[COMPOSE_LABEL] === projectName(runId) ? 'dependency' : 'ours'
  if (run !== undefined) return 'stranger'
  return networks.some((name) => name in NetworkSettings.Networks) ? 'dependency' : 'stranger'
}
