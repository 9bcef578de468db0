import type { Run, Scene } from './cause.ts'
import type { ContainerFigures } from './target-figures.ts'

/** One container of a start, with the name that a sentence calls it by. */
export type NamedContainer = {
  readonly name: string
  readonly figures: ContainerFigures
  readonly limitBytes: number
}

/** All containers of a start, the replicas first; none where nobody watched. */
export function namedContainers({ figures, start }: Run, { result }: Scene): readonly NamedContainer[] {
  if (figures === null) return []
  const { replicas, balancer } = figures
  const limitBytes = start.limits.memoryBytes
  const named = replicas.map((one, index): NamedContainer => {
    const name = replicas.length === 1 ? 'the container' : `replica ${index + 1} of ${replicas.length}`
    return { name, figures: one, limitBytes }
  })
  const proxy = result.plan.balancer
  return balancer === null || proxy === null
    ? named
    : [...named, { name: 'the balancer', figures: balancer, limitBytes: proxy.memoryBytes }]
}
