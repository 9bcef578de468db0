import type { TargetSpec } from '../config.ts'

/** What tells how much CPU a target may take. */
export type Sized = Pick<TargetSpec, 'cpus' | 'cpuset' | 'replicas' | 'balancer'>

/** Cores that containers of the target are bound to, the balancer's among them, in ascending order; `null`: none is. */
export function ownCores(target: Sized): readonly number[] | null {
  const cores = new Set(partsOf(target).flatMap(({ cpuset }) => cpuset ?? []))
  return cores.size === 0 ? null : [...cores].sort((one, other) => one - other)
}

/** What a record tells of the same. `balancer`: `null` without a proxy in front. */
type Recorded = Pick<Sized, 'cpus' | 'cpuset' | 'replicas'> & {
  readonly balancer: Pick<Part, 'cpuset'> | null
}

/** How many cores the replicas share. Those without cores of their own are kept off those of a balancer. */
export function replicaCores({ cpuset, balancer }: Recorded, machineCores: number): number {
  return cpuset?.length ?? machineCores - (balancer?.cpuset?.length ?? 0)
}

/** CPU that the replicas may use together, in cores: never more than the cores that they share. */
export function replicaCpus(recorded: Recorded, machineCores: number): number {
  return tidy(Math.min(recorded.cpus * recorded.replicas, replicaCores(recorded, machineCores)))
}

/** CPU that all containers of the target may use together, in cores. Replicas that share cores cannot use more than these. */
export function usableCpus(target: Sized): number {
  return sum(partsOf(target).map(({ cpus, cpuset }) => Math.min(cpus, cpuset?.length ?? cpus)))
}

/** The same of those containers that are bound to no cores, so that they run beside whatever else there is. */
export function cpusOnAnyCore(target: Sized): number {
  return sum(partsOf(target).flatMap(({ cpus, cpuset }) => (cpuset === null ? [cpus] : [])))
}

type Part = { readonly cpus: number; readonly cpuset: readonly number[] | null }

function partsOf({ cpus, cpuset, replicas, balancer }: Sized): readonly Part[] {
  const target: Part = { cpus: cpus * replicas, cpuset }
  return balancer.kind === 'client' ? [target] : [target, balancer.container]
}

/** Without what binary fractions add (0.1 + 0.2). */
function tidy(cpus: number): number {
  return Number(cpus.toFixed(3))
}

function sum(cpus: readonly number[]): number {
  return tidy(cpus.reduce((total, one) => total + one, 0))
}
