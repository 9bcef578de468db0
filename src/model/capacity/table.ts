import type { Machine } from '../machine.ts'
import { type Words, words } from '../outside.ts'
import { type BalancerMemory, roomBytes } from '../plan/machine-room.ts'
import { formatBytes, formatRate } from '../units.ts'
import type { TableConfig } from './capacity-config.ts'
import { type Box, isSameBox } from './trial.ts'

/** What one box gave, as far as it decides about others. */
export type BoxPoint = {
  readonly box: Box
  /** `null`: it gave none, or went away, or the machine or the load generator was its limit. */
  readonly rps: number | null
  readonly meets: boolean
  /** The checks that it misses, each with how bad its figure is: the larger the worse. Empty where it meets them, or was not there to be asked. */
  readonly missed: ReadonlyMap<string, number>
  /** Killed for memory before it became ready. */
  readonly killedAtStart: boolean
  /** The most memory that a replica had in use, without page cache; `null`: not known. */
  readonly workingSetBytes: number | null
}

/** A box that is not measured, and why: a kind of reason, and the reason in full. */
export type LeftOut = { readonly box: Box; readonly kind: LeftOutKind; readonly why: Words }
export type LeftOutKind = 'too-large' | 'does-not-start' | 'more-memory' | 'more-replicas' | 'more-cpus'

type Reason = Omit<LeftOut, 'box'>

export type TablePlan = { readonly boxes: readonly Box[]; readonly leftOut: readonly LeftOut[] }

/** A table asks for the largest boxes that there are: beside what a gate leaves, so much of the memory is left to others. */
const MEMORY_SHARE_LEFT = 0.1

/** A bigger box that gives less than this more has met a limit that its size does not move. */
export const GIVES_MORE = 0.05

/** Memory that is used to less than this share of its limit is not what holds a box back. */
const FULL_MEMORY = 0.8

/** What boxes have to fit into, and what stands there beside them. */
export type Holds = {
  readonly machine: Pick<Machine, 'cores' | 'memoryBytes'>
  readonly plan: { readonly balancer: (BalancerMemory & { readonly cpuset?: readonly number[] | null }) | null }
}

/** All combinations that the machine can hold, in the order in which they are measured: small before large on every axis. */
export function planTable({ replicas, cpus, memoryBytes }: TableConfig, holds: Holds): TablePlan {
  const all = cpus.flatMap((cpu) =>
    memoryBytes.flatMap((memory) =>
      replicas.map((count): Box => ({ replicas: count, cpus: cpu, memoryBytes: memory })),
    ),
  )
  const leftOut = all.flatMap((box): LeftOut[] => {
    const why = tooLarge(box, holds)
    return why === null ? [] : [{ box, kind: 'too-large', why }]
  })
  return { boxes: all.filter((box) => !leftOut.some((one) => isSameBox(one.box, box))), leftOut }
}

function tooLarge({ replicas, cpus, memoryBytes }: Box, { machine, plan }: Holds): Words | null {
  const own = plan.balancer?.cpuset?.length ?? 0
  if (cpus > machine.cores - own) {
    const beside = own === 0 ? '' : `, of which the balancer has ${own} for itself`
    return words`${cpus} CPU for each, and the machine has ${machine.cores} cores${beside}`
  }
  const needed = replicas * memoryBytes
  const most = roomBytes(machine, plan.balancer, MEMORY_SHARE_LEFT)
  if (needed <= most) return null
  return words`${formatBytes(needed)} of memory together, and of the ${formatBytes(machine.memoryBytes)} of the machine they may take ${formatBytes(Math.max(0, most))}`
}

/**
 * The next box to measure, and those that were passed over because a bigger one cannot help. What a box shows of others is what it did the first time: that
 * it is measured again decides about itself.
 */
export function nextBox(
  { boxes }: TablePlan,
  points: readonly BoxPoint[],
): { readonly ask: Box | null; readonly leftOut: readonly LeftOut[] } {
  const firsts = points.filter((point, place) => points.findIndex(({ box }) => isSameBox(box, point.box)) === place)
  const leftOut: LeftOut[] = []
  for (const box of boxes) {
    if (firsts.some((point) => isSameBox(point.box, box))) continue
    const reason = cannotHelp(box, firsts)
    if (reason === null) return { ask: box, leftOut }
    leftOut.push({ box, ...reason })
  }
  return { ask: null, leftOut }
}

/** Why more of what this box has more of gives nothing; `null` where it might. */
function cannotHelp(box: Box, points: readonly BoxPoint[]): Reason | null {
  return diesAnyway(box, points) ?? moreMemory(box, points) ?? moreReplicas(box, points) ?? moreCpus(box, points)
}

function diesAnyway({ memoryBytes }: Box, points: readonly BoxPoint[]): Reason | null {
  const dead = points.find((one) => one.killedAtStart && one.box.memoryBytes === memoryBytes)
  return dead === undefined
    ? null
    : { kind: 'does-not-start', why: words`${formatBytes(memoryBytes)} is not enough to start` }
}

/** Memory is that of one replica, so fewer of them show as well what it needs; not one that went away, which may have been for want of it. */
function moreMemory(box: Box, points: readonly BoxPoint[]): Reason | null {
  const smaller = points.findLast(
    (one) => one.box.replicas <= box.replicas && one.box.cpus === box.cpus && one.box.memoryBytes < box.memoryBytes,
  )
  if (smaller === undefined || smaller.rps === null || smaller.workingSetBytes === null) return null
  if (smaller.workingSetBytes >= FULL_MEMORY * smaller.box.memoryBytes) return null
  const used = `${formatBytes(smaller.workingSetBytes)} of ${formatBytes(smaller.box.memoryBytes)}`
  return { kind: 'more-memory', why: words`more memory cannot help, ${used} were in use` }
}

function moreReplicas(box: Box, points: readonly BoxPoint[]): Reason | null {
  const series = points.filter(
    (one) => one.box.memoryBytes === box.memoryBytes && one.box.cpus === box.cpus && one.box.replicas < box.replicas,
  )
  const why = gaveNothing(series, (one) => one.replicas, 'replicas')
  return why && { kind: 'more-replicas', why }
}

function moreCpus(box: Box, points: readonly BoxPoint[]): Reason | null {
  const series = points.filter(
    (one) => one.box.memoryBytes === box.memoryBytes && one.box.replicas === box.replicas && one.box.cpus < box.cpus,
  )
  const why = gaveNothing(series, (one) => one.cpus, 'CPU')
  return why && { kind: 'more-cpus', why }
}

/** The last step of a series gave nothing: neither more answers, nor a threshold that is met now or nearer. */
function gaveNothing(series: readonly BoxPoint[], of: (box: Box) => number, what: string): Words | null {
  const [before, after] = series.toSorted((a, b) => of(a.box) - of(b.box)).slice(-2)
  if (before === undefined || after === undefined || before.rps === null || after.rps === null) return null
  if (after.meets && !before.meets) return null
  if (after.rps >= (1 + GIVES_MORE) * before.rps || comesNearer(before, after)) return null
  return words`from ${of(before.box)} to ${of(after.box)} ${what} gave nothing (${formatRate(before.rps)} to ${formatRate(after.rps)})`
}

/** Whether something that was missed is met now, or is missed by less: under a schedule RPS are what is offered, and more of a box shows in the latency alone. */
function comesNearer(before: BoxPoint, after: BoxPoint): boolean {
  return [...before.missed].some(([check, bad]) => (after.missed.get(check) ?? 0) * (1 + GIVES_MORE) <= bad)
}
