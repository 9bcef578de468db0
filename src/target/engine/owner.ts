import { readFileSync, readlinkSync } from 'node:fs'
import type { RunId } from '../../ports.ts'

/** The process that made something in the engine. A pid alone is used again; with its start time it is one process of one boot. */
export type Owner = {
  readonly bootId: string
  readonly pidNamespace: string
  readonly pid: number
  /** In clock ticks since boot, as the kernel writes it. */
  readonly startTime: string
}

/** What a container, network or volume carries in the engine. */
export type Labels = Readonly<Record<string, string>>

export const RUN_LABEL = 'perf-gate.run'
const OWNER_LABEL = 'perf-gate.owner'
const DEADLINE_LABEL = 'perf-gate.deadline'
const VERSION_LABEL = 'perf-gate.version'

/** Labels by which a later start can tell whose a container, network or volume is and whether its owner can still want it. */
export function makeLabels(by: {
  readonly runId: RunId
  readonly owner: Owner | null
  readonly deadlineEpochMs: number
  readonly perfGateVersion: string
}): Record<string, string> {
  return {
    [RUN_LABEL]: by.runId,
    [DEADLINE_LABEL]: String(Math.ceil(by.deadlineEpochMs)),
    [VERSION_LABEL]: by.perfGateVersion,
    ...(by.owner === null ? {} : { [OWNER_LABEL]: JSON.stringify(by.owner) }),
  }
}

/** What is known where the judgement is made. `processStartTime`: of the process with that pid here; `null` when there is none. */
export type Here = {
  readonly owner: Owner | null
  readonly epochMs: number
  readonly processStartTime: (pid: number) => string | null
}

/**
 * Whether the owner is dead. Where we share boot and pid namespace with it we look; elsewhere (job containers, no /proc) its deadline decides.
 * After a reboot what has ended belongs to nobody.
 */
export function isOwnerDead(labels: Labels, ended: boolean, here: Here): boolean {
  const owner = parseOwner(labels[OWNER_LABEL])
  if (owner !== null && here.owner !== null) {
    if (owner.bootId !== here.owner.bootId && ended) return true
    if (owner.bootId === here.owner.bootId && owner.pidNamespace === here.owner.pidNamespace) {
      return here.processStartTime(owner.pid) !== owner.startTime
    }
  }
  const deadlineEpochMs = Number(labels[DEADLINE_LABEL] ?? Number.NaN)
  return deadlineEpochMs < here.epochMs
}

/** This process as an owner; `null` where there is no /proc to tell. */
export function readOwner(): Owner | null {
  try {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const startTime = readStartTime(process.pid)
    return startTime === null
      ? null
      : { bootId, pidNamespace: readlinkSync('/proc/self/ns/pid'), pid: process.pid, startTime }
  } catch {
    // Not Linux: the deadline decides.
    return null
  }
}

/** When the process was started, in clock ticks since boot; `null` when it is gone, is ending, or only waits to be collected. */
export function readStartTime(pid: number): string | null {
  try {
    return parseStartTime(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    // No such process.
    return null
  }
}

/** Set before a process gives up its sockets: whoever sees a connection break sees this too. */
const PF_EXITING = 0x4

/**
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name in parentheses may hold anything; field 3 is the state, 9 the
 * kernel's flags, 22 the start time.
 */
export function parseStartTime(stat: string): string | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = '', flags = 0] = [fields[0], Number(fields[6])]
  return state === 'Z' || state === 'X' || (flags & PF_EXITING) !== 0 ? null : (fields[19] ?? null)
}

function parseOwner(text: string | undefined): Owner | null {
  if (text === undefined) return null
  try {
    const owner: Partial<Owner> = JSON.parse(text)
    const { bootId, pidNamespace, pid, startTime } = owner
    if (!bootId || !pidNamespace || !startTime || !Number.isInteger(pid)) return null
    return { bootId, pidNamespace, startTime, pid: Number(pid) }
  } catch {
    // A label that we did not write.
    return null
  }
}
