import type { Balancer } from '../../model/container-spec.ts'
import { BALANCER_CPUS, BALANCER_MEMORY_BYTES } from '../defaults.ts'
import { rightParts } from '../parts.ts'
import { balancerSchema } from '../schema/target-schema.ts'
import { type Reading, rawAt } from '../sources.ts'
import { subtree } from '../yaml/tree.ts'
import { readContainer } from './read-container.ts'

const PATH = ['target', 'balancer']
const USUAL = { cpus: BALANCER_CPUS, memoryBytes: BALANCER_MEMORY_BYTES }

/** How load is spread over the replicas; what is wrong with a proxy beyond the schema is reported. */
export function readBalancer(reading: Reading): Balancer {
  if (subtree(reading.tree, PATH)?.kind !== 'map') return { kind: 'client' }
  const parts = rightParts(balancerSchema, rawAt(reading.raw, PATH))
  const container = readContainer(reading, PATH, parts, USUAL)
  // Without an image there is no proxy; the schema has told that.
  if (parts.image === undefined) return { kind: 'client' }
  return { kind: 'proxy', container: { image: parts.image, ...container, gpus: null } }
}
