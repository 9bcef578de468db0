import type { Who } from '../evidence.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { ContainerFigures } from '../target-figures.ts'
import type { Run } from './cause.ts'

/** One container of a start, with the name that a sentence calls it by. */
export type NamedContainer = {
  /** `null`: it is the only one. */
  readonly who: Who | null
  readonly name: string
  readonly figures: ContainerFigures
  readonly limitCpus: number
  readonly limitBytes: number
}

/** All containers of a start, the replicas first; none where nobody watched. */
export function namedContainers(
  { figures, start }: Pick<Run, 'figures' | 'start'>,
  { result }: { readonly result: { readonly plan: Pick<PlanRecord, 'balancer'> } },
): readonly NamedContainer[] {
  if (figures === null) return []
  const { replicas, balancer } = figures
  const { cpus: limitCpus, memoryBytes: limitBytes } = start.limits
  const of = replicas.length
  const named = replicas.map((one, index): NamedContainer => {
    const number = index + 1
    const who: Who | null = of === 1 && balancer === null ? null : { kind: 'replica', number, of }
    const name = of === 1 ? 'the container' : `replica ${number} of ${of}`
    return { who, name, figures: one, limitCpus, limitBytes }
  })
  const proxy = result.plan.balancer
  if (balancer === null || proxy === null) return named
  const limits = { limitCpus: proxy.cpus, limitBytes: proxy.memoryBytes }
  return [...named, { who: { kind: 'balancer' }, name: 'the balancer', figures: balancer, ...limits }]
}
