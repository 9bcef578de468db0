import type Docker from 'dockerode'
import { outside, type Words, words } from '../model/outside.ts'
import type { Leftover, Log, RunId } from '../ports.ts'
import { readEngineError } from './engine-error.ts'
import { isOwnerDead, type Owner, RUN_LABEL, readStartTime } from './owner.ts'
import { removeContainer } from './remove-container.ts'

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

/** Removes containers of one run, or of all runs whose owner is dead. What has no label of ours is not even looked at. */
export async function sweepContainers(order: SweepOrder): Promise<readonly Leftover[]> {
  const removed: Leftover[] = []
  const stuck: Stuck[] = []
  const tried = new Set<string>()
  for (let pass = 0; pass < PASSES; pass++) {
    const left = (await listLeft(order, stuck)).filter((container) => !tried.has(container.Id))
    if (left.length === 0) break
    for (const container of left) tried.add(container.Id)
    for (const one of await Promise.all(left.map((container) => tryRemove(order, container)))) {
      if ('why' in one) stuck.push(one)
      else removed.push(one)
    }
  }
  if (stuck.length > 0) order.log.warn(describeStuck(stuck))
  return removed
}

type Stuck = { readonly name: string; readonly why: string }

async function listLeft(order: SweepOrder, stuck: readonly Stuck[]): Promise<readonly Docker.ContainerInfo[]> {
  try {
    return await listOurs(order)
  } catch (thrown) {
    // An engine that is silent by now has said enough: what is stuck is told.
    if (stuck.length > 0) return []
    throw thrown
  }
}

async function listOurs({ docker, whose, self, epochMs }: SweepOrder): Promise<readonly Docker.ContainerInfo[]> {
  const label = whose === 'dead' ? RUN_LABEL : `${RUN_LABEL}=${whose}`
  const containers = await docker.listContainers({ all: true, filters: { label: [label] } })
  if (whose !== 'dead') return containers
  const here = { owner: self, epochMs, processStartTime: readStartTime }
  return containers.filter((one) => isOwnerDead(one.Labels, one.State === 'exited' || one.State === 'dead', here))
}

/** One that cannot be removed must not keep the others. */
async function tryRemove({ docker }: SweepOrder, container: Docker.ContainerInfo): Promise<Leftover | Stuck> {
  const leftover = describeLeftover(container)
  try {
    await removeContainer(docker, container.Id)
    return leftover
  } catch (thrown) {
    return { name: leftover.name, why: readEngineError(thrown).message }
  }
}

function describeStuck(stuck: readonly Stuck[]): Words {
  const names = stuck.map(({ name }) => name).join(', ')
  const [first] = stuck
  return words`not removed: ${stuck.length === 1 ? 'the container' : 'the containers'} ${outside(names)} (${outside(first?.why ?? '')}); the next start on this machine tries again`
}

function describeLeftover({ Names, Id, Labels }: Docker.ContainerInfo): Leftover {
  return { kind: 'container', name: Names[0]?.replace(/^\//, '') ?? Id, runId: Labels[RUN_LABEL] ?? '' }
}
