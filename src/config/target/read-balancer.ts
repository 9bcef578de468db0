import type { Balancer, TargetSpec } from '../../model/config.ts'
import { BALANCER_CPUS, BALANCER_MEMORY_BYTES } from '../defaults.ts'
import { rightParts } from '../parts.ts'
import { balancerSchema } from '../schema/target-schema.ts'
import { type Reading, rawAt } from '../sources.ts'
import { subtree } from '../yaml/tree.ts'
import { readContainer } from './read-container.ts'
import { readReady } from './read-ready.ts'
import { readTls } from './read-tls.ts'

const PATH = ['target', 'balancer']
const USUAL = { cpus: BALANCER_CPUS, memoryBytes: BALANCER_MEMORY_BYTES }

/** How load is spread over the replicas; what is wrong with a proxy beyond the schema is reported. `replicas`: how they are reached, as a proxy is where it says nothing else. */
export function readBalancer(reading: Reading, replicas: Pick<TargetSpec, 'ready' | 'tls'>): Balancer {
  if (subtree(reading.tree, PATH)?.kind !== 'map') return { kind: 'client' }
  const parts = rightParts(balancerSchema, rawAt(reading.raw, PATH))
  const container = readContainer(reading, PATH, parts, USUAL)
  const ready = parts.ready === undefined ? replicas.ready : readReady(parts.ready)
  const hasTls = subtree(reading.tree, [...PATH, 'tls']) !== null
  const tls = hasTls ? readTls(reading, [...PATH, 'tls']) : replicas.tls
  // Without an image there is no proxy; the schema has told that.
  if (parts.image === undefined) return { kind: 'client' }
  return { kind: 'proxy', container: { image: parts.image, ...container, gpus: null }, ready, tls }
}
