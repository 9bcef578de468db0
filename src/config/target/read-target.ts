import type { z } from 'zod'
import type { Readiness, StatusRule, TargetSpec } from '../../model/config.ts'
import { words } from '../../model/outside.ts'
import { CPUS, MEMORY_BYTES, READY, REPLICAS, SUCCESS } from '../defaults.ts'
import { rightParts } from '../parts.ts'
import { statusRule } from '../schema/http-scalars.ts'
import { type readySchema, targetSchema } from '../schema/target-schema.ts'
import { type Reading, rawAt } from '../sources.ts'
import { entryOf, subtree } from '../yaml/tree.ts'
import { readBalancer } from './read-balancer.ts'
import { readContainer } from './read-container.ts'
import { readGpus } from './read-gpus.ts'
import { readNetwork } from './read-network.ts'
import { readTls } from './read-tls.ts'

/** The target, where it is complete; what is wrong beyond the schema is reported. */
export function readTarget(reading: Reading): TargetSpec | null {
  const target = rightParts(targetSchema, rawAt(reading.raw, ['target']))
  if (subtree(reading.tree, ['target', 'image']) === null) reportNoImage(reading)
  const container = readContainer(reading, ['target'], target, { cpus: CPUS, memoryBytes: MEMORY_BYTES })
  const gpus = readGpus(reading, target.gpus)
  const tls = readTls(reading)
  const balancer = readBalancer(reading)
  const network = readNetwork(reading)
  if (target.image === undefined) return null
  return {
    image: target.image,
    ...container,
    gpus,
    defaultLimits: defaultLimits(target),
    ready: readReady(target.ready),
    tls,
    replicas: target.replicas ?? REPLICAS,
    balancer,
    network,
  }
}

/** Limits that nobody chose. Who names cores chooses how many. */
function defaultLimits({ cpus, cpuset, memory }: Partial<z.output<typeof targetSchema>>): TargetSpec['defaultLimits'] {
  const limits: { readonly name: 'cpus' | 'memory'; readonly chosen: boolean }[] = [
    { name: 'cpus', chosen: cpus !== undefined || cpuset !== undefined },
    { name: 'memory', chosen: memory !== undefined },
  ]
  return limits.flatMap(({ name, chosen }) => (chosen ? [] : [name]))
}

function reportNoImage(reading: Reading): void {
  const fix = words`Name the image that is to be tested: target.image in the file, or the input "image" (command line: --image).`
  if (reading.sources.yaml === null)
    reading.report({ place: { kind: 'input', input: 'image' }, text: words`no image is given`, fix })
  else {
    const key = entryOf(reading.tree, 'target')?.keyPlace
    const place = key?.kind === 'file' ? key : reading.tree.place
    reading.report({ place, text: words`target.image is missing`, fix })
  }
}

type ReadyParts = z.output<typeof readySchema> | string

/** A path alone asks for 2xx; without a path any answer on / will do. */
export function readReady(ready: ReadyParts | undefined): Readiness {
  if (ready === undefined) return READY
  if (typeof ready === 'string') return { path: ready, status: SUCCESS, withinMs: READY.withinMs }
  const usual: StatusRule = ready.path === undefined ? READY.status : SUCCESS
  const status = ready.status === undefined ? usual : statusRule([ready.status].flat())
  return { path: ready.path ?? READY.path, status, withinMs: ready.within ?? READY.withinMs }
}
