import { type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Asked } from '../result/asked.ts'

/** What a gate asked in one run. */
export type GateRecord = {
  readonly plan: Pick<
    PlanRecord,
    'cpus' | 'memoryBytes' | 'replicas' | 'cpuset' | 'balancer' | 'stages' | 'requests' | 'tls'
  >
  /** `null`: written before this was kept. */
  readonly asked: Asked | null
}

/** One difference between two gates. `changes`: nobody can say whether it is easier or harder to pass. */
export type GateChange = { readonly direction: Direction; readonly what: Words }
export type Direction = 'loosens' | 'changes' | 'tightens'

/** A choice of a few, of which some fail less than others. `strictness`: from the one that fails least to the one that fails most. */
export function ranked<T extends string>(
  name: Words,
  strictness: readonly T[],
  before: T,
  now: T,
): readonly GateChange[] {
  if (before === now) return []
  const direction = strictness.indexOf(now) < strictness.indexOf(before) ? 'loosens' : 'tightens'
  return [{ direction, what: words`${name} ${before} → ${now}` }]
}

/** `250 ms → 900 ms`. Two numbers that print alike are printed as they are, in their base unit. */
export function printBoth(before: number, now: number, print: (value: number) => string): string {
  const [old, next] = [print(before), print(now)]
  return old === next ? `${before} → ${now}` : `${old} → ${next}`
}
