import type { Machine } from '../machine.ts'

/** For kernel, engine and load generator. Without it the machine's own memory ends before a container's limit does, and the kernel kills whom it likes. */
export const KEPT_BYTES = 256 * 1024 ** 2

/** What the proxy in front of the replicas may take. */
export type BalancerMemory = { readonly memoryBytes: number }

/**
 * Memory that all replicas of a side may be given together: what neither the machine itself nor a balancer in front of them needs. `shareKept`: how much
 * of the machine is its own at least.
 */
export function roomBytes(
  { memoryBytes }: Pick<Machine, 'memoryBytes'>,
  balancer: BalancerMemory | null,
  shareKept = 0,
): number {
  const keptBytes = Math.max(KEPT_BYTES, shareKept * memoryBytes)
  return memoryBytes - keptBytes - (balancer?.memoryBytes ?? 0)
}
