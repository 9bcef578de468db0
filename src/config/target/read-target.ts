import type { z } from 'zod'
import type { TargetSpec } from '../../model/config.ts'
import { words } from '../../model/outside.ts'
import { CPUS, MEMORY_BYTES, REPLICAS } from '../defaults.ts'
import { rightParts } from '../parts.ts'
import { targetSchema } from '../schema/target-schema.ts'
import { type Reading, rawAt } from '../sources.ts'
import { entryOf, subtree } from '../yaml/tree.ts'
import { readBalancer } from './read-balancer.ts'
import { readContainer } from './read-container.ts'
import { readGpus } from './read-gpus.ts'
import { readNetwork } from './read-network.ts'
import { readReady } from './read-ready.ts'
import { readTls } from './read-tls.ts'

/** The target, where it is complete; what is wrong beyond the schema is reported. */
export function readTarget(reading: Reading): TargetSpec | null {
  const target = rightParts(targetSchema, rawAt(reading.raw, ['target']))
  if (subtree(reading.tree, ['target', 'image']) === null) reportNoImage(reading)
  const container = readContainer(reading, ['target'], target, { cpus: CPUS, memoryBytes: MEMORY_BYTES })
  const gpus = readGpus(reading, target.gpus)
  const reached = { ready: readReady(target.ready), tls: readTls(reading, ['target', 'tls']) }
  const balancer = readBalancer(reading, reached)
  const network = readNetwork(reading)
  if (target.image === undefined) return null
  return {
    image: target.image,
    ...container,
    gpus,
    defaultLimits: defaultLimits(target),
    ...reached,
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
