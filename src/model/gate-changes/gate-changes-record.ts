import type { Words } from '../outside.ts'
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

/** `250 ms → 900 ms`. Two numbers that print alike are printed as they are, in their base unit. */
export function printBoth(before: number, now: number, print: (value: number) => string): string {
  const [old, next] = [print(before), print(now)]
  return old === next ? `${before} → ${now}` : `${old} → ${next}`
}
