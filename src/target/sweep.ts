import type Docker from 'dockerode'
import { outside, words } from '../model/outside.ts'
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
  const removed = new Map<string, Leftover>()
  for (let pass = 0; pass < PASSES; pass++) {
    const left = (await listLeft(order)).filter((container) => !removed.has(container.Id))
    if (left.length === 0) break
    const gone = await Promise.all(left.map(async (one) => ((await tryRemove(order, one)) ? [one] : [])))
    for (const container of gone.flat()) removed.set(container.Id, describeLeftover(container))
  }
  return [...removed.values()]
}

async function listLeft({ docker, whose, self, epochMs }: SweepOrder): Promise<readonly Docker.ContainerInfo[]> {
  const label = whose === 'dead' ? RUN_LABEL : `${RUN_LABEL}=${whose}`
  const containers = await docker.listContainers({ all: true, filters: { label: [label] } })
  if (whose !== 'dead') return containers
  const here = { owner: self, epochMs, processStartTime: readStartTime }
  return containers.filter((one) => isOwnerDead(one.Labels, one.State === 'exited' || one.State === 'dead', here))
}

/** One that cannot be removed must not keep the others. */
async function tryRemove({ docker, log }: SweepOrder, container: Docker.ContainerInfo): Promise<boolean> {
  try {
    await removeContainer(docker, container.Id)
    return true
  } catch (thrown) {
    const { name } = describeLeftover(container)
    log.warn(
      words`the container ${outside(name)} of an earlier run cannot be removed: ${outside(readEngineError(thrown).message)}`,
    )
    return false
  }
}

function describeLeftover({ Names, Id, Labels }: Docker.ContainerInfo): Leftover {
  return { kind: 'container', name: Names[0]?.replace(/^\//, '') ?? Id, runId: Labels[RUN_LABEL] ?? '' }
}
