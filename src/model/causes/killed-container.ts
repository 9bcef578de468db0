import type { Ending, Start } from '../evidence.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { ContainerFigures } from '../target-figures.ts'
import { type NamedContainer, namedContainers } from './named-containers.ts'

/** The container that died, with what its whole life says; of several whose number is not known, the one that had the most. `null`: nobody watched. */
export function killedContainer(
  { who }: Ending,
  start: Start & { readonly state: 'ready' },
  plan: Pick<PlanRecord, 'balancer'>,
): NamedContainer | null {
  const { life } = start
  const all = namedContainers({ figures: life, start }, { result: { plan } })
  if (who?.kind === 'balancer') return all[life.replicas.length] ?? null
  if (who?.kind === 'replica') return all[who.number - 1] ?? null
  return all.toSorted((a, b) => seenBytes(b.figures) - seenBytes(a.figures))[0] ?? null
}

/** The kernel's mark; where it keeps none, the most that was seen between two looks. */
export function seenBytes({ memory }: ContainerFigures): number {
  return memory.peakBytes ?? memory.mostWorkingSetBytes
}
