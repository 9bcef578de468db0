import type { z } from 'zod'
import type { TargetSpec } from '../../model/config.ts'
import { words } from '../../model/outside.ts'
import { describeCores } from '../../model/plan/describe-cores.ts'
import { CPUS, MEMORY_BYTES, REPLICAS } from '../defaults.ts'
import { labelOf } from '../labels.ts'
import { rightParts } from '../parts.ts'
import { targetSchema } from '../schema/target-schema.ts'
import { type Reading, rawAt, reportAt } from '../sources.ts'
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
  checkApart(reading, container.cpuset, balancer)
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

/** Cores that two containers have for their own would be nobody's, which is reported. */
function checkApart(reading: Reading, cpuset: TargetSpec['cpuset'], balancer: TargetSpec['balancer']): void {
  const others = balancer.kind === 'proxy' ? balancer.container.cpuset : null
  const both = others?.filter((core) => cpuset?.includes(core)) ?? []
  if (both.length === 0) return
  const path = ['target', 'balancer', 'cpuset']
  const text = words`${labelOf(reading.tree, path)}: ${both.length === 1 ? `core ${both[0]} is` : `the cores ${describeCores(both)} are`} in target.cpuset too`
  const fix = words`Give each cores of its own, or leave one "cpuset" out: then that container is kept off the cores of the other.`
  reportAt(reading, path, text, fix)
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
