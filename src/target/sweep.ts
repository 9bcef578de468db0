import type Docker from 'dockerode'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import type { Leftover, Log, RunId } from '../ports.ts'
import { projectName } from './compose/project-name.ts'
import { removeContainer } from './container/remove-container.ts'
import { readEngineError } from './engine/error.ts'
import { isOwnerDead, type Labels, type Owner, RUN_LABEL, readStartTime } from './engine/owner.ts'
import { removeNetwork } from './start/remove-network.ts'

/** Whose things to remove, and what is known about owners. */
export type SweepOrder = {
  readonly docker: Docker
  readonly whose: RunId | 'dead'
  readonly self: Owner | null
  readonly epochMs: number
  readonly log: Log
}

/** Once more, for what the engine was still making when its owner was killed. */
const PASSES = 3

/** Removes what one run has in the engine, or all runs whose owner is dead. What has no label of ours is not even looked at. */
export async function sweepLeftovers(order: SweepOrder): Promise<readonly Leftover[]> {
  const removed: Leftover[] = []
  const stuck: Stuck[] = []
  const tried = new Set<string>()
  for (let pass = 0; pass < PASSES; pass++) {
    let left = 0
    // The others can be removed when the containers that use them are gone.
    for (const kind of [CONTAINERS, NETWORKS, VOLUMES, IMAGES]) {
      const found = (await listLeft(order, kind, stuck)).filter(({ id }) => !tried.has(id))
      for (const { id } of found) tried.add(id)
      for (const one of await Promise.all(found.map((thing) => tryRemove(order, kind, thing)))) {
        if ('why' in one) stuck.push(one)
        else removed.push(one)
      }
      left += found.length
    }
    if (left === 0) break
  }
  if (stuck.length > 0) order.log.warn(describeStuck(stuck))
  return removed
}

/** Something of ours in the engine. `ended`: it does nothing any more. */
type Thing = { readonly id: string; readonly name: string; readonly labels: Labels; readonly ended: boolean }
type Filters = { readonly label: string[] }

type Kind = {
  readonly kind: Leftover['kind']
  readonly list: (docker: Docker, filters: Filters) => Promise<readonly Thing[]>
  readonly remove: (docker: Docker, id: string) => Promise<void>
}

const CONTAINERS: Kind = {
  kind: 'container',
  list: async (docker, filters) =>
    (await docker.listContainers({ all: true, filters })).map(({ Id, Names, Labels, State }) => ({
      id: Id,
      name: Names[0]?.replace(/^\//, '') ?? Id,
      labels: Labels,
      ended: State === 'exited' || State === 'dead',
    })),
  remove: removeContainer,
}

/** Of a network or a volume nothing says whether anybody still means to use it. */
const NETWORKS: Kind = {
  kind: 'network',
  list: async (docker, filters) =>
    (await docker.listNetworks({ filters })).map(({ Id, Name, Labels }) => ({
      id: Id,
      name: Name,
      labels: Labels ?? {},
      ended: false,
    })),
  remove: removeNetwork,
}

const VOLUMES: Kind = {
  kind: 'volume',
  list: async (docker, filters) =>
    ((await docker.listVolumes({ filters })).Volumes ?? []).map(({ Name, Labels }) => ({
      id: Name,
      name: Name,
      labels: Labels ?? {},
      ended: false,
    })),
  remove: removeVolume,
}

/**
 * Built for the run, from a compose file. Images inherit labels, and may have other names, which are somebody else's: only the names that compose makes of the run's own project
 * are taken away, and with the last name goes the image.
 */
const IMAGES: Kind = {
  kind: 'image',
  list: async (docker, filters) =>
    (await docker.listImages({ filters })).flatMap(({ RepoTags, Labels }) => {
      const labels: Labels = Labels ?? {}
      const own = `${projectName(labels[RUN_LABEL] ?? '')}-`
      const names = (RepoTags ?? []).filter((name) => name.startsWith(own))
      return names.map((name) => ({ id: name, name, labels, ended: false }))
    }),
  remove: removeImage,
}

async function removeImage(docker: Docker, name: string): Promise<void> {
  try {
    await docker.getImage(name).remove()
  } catch (thrown) {
    if (readEngineError(thrown).status !== 404) throw thrown
  }
}

async function removeVolume(docker: Docker, name: string): Promise<void> {
  try {
    await docker.getVolume(name).remove()
  } catch (thrown) {
    if (readEngineError(thrown).status !== 404) throw thrown
  }
}

type Stuck = { readonly kind: Leftover['kind']; readonly name: string; readonly why: string }

async function listLeft(order: SweepOrder, kind: Kind, stuck: readonly Stuck[]): Promise<readonly Thing[]> {
  try {
    return await listOurs(order, kind)
  } catch (thrown) {
    // An engine that is silent by now has said enough: what is stuck is told.
    if (stuck.length > 0) return []
    throw thrown
  }
}

async function listOurs({ docker, whose, self, epochMs }: SweepOrder, kind: Kind): Promise<readonly Thing[]> {
  const things = await kind.list(docker, { label: [whose === 'dead' ? RUN_LABEL : `${RUN_LABEL}=${whose}`] })
  if (whose !== 'dead') return things
  const here = { owner: self, epochMs, processStartTime: readStartTime }
  return things.filter(({ labels, ended }) => isOwnerDead(labels, ended, here))
}

/** One that cannot be removed must not keep the others. */
async function tryRemove(
  { docker }: SweepOrder,
  { kind, remove }: Kind,
  { id, name, labels }: Thing,
): Promise<Leftover | Stuck> {
  try {
    await remove(docker, id)
    return { kind, name, runId: labels[RUN_LABEL] ?? '' }
  } catch (thrown) {
    return { kind, name, why: readEngineError(thrown).message }
  }
}

/** `not removed: the containers a, b; the network c (why)`. */
function describeStuck(stuck: readonly Stuck[]): Words {
  const kinds = (['container', 'network', 'volume', 'image'] as const).flatMap((kind) => {
    const names = stuck.filter((one) => one.kind === kind).map(({ name }) => name)
    return names.length === 0 ? [] : [words`the ${kind}${names.length === 1 ? '' : 's'} ${outside(names.join(', '))}`]
  })
  return words`not removed: ${joinWords(kinds, '; ')} (${outside(stuck[0]?.why ?? '')}); the next start on this machine tries again`
}
