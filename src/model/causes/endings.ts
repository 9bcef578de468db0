import type { Ending } from '../evidence.ts'
import { answered, type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import { formatBytes, formatMs } from '../units.ts'

type Limits = {
  readonly memoryBytes: number
  readonly balancer: Pick<NonNullable<PlanRecord['balancer']>, 'memoryBytes'> | null
}

/** Few fill up so much of their memory between two looks. */
const FAR_BELOW_LIMIT = 0.5

/** Whether the kernel may have killed for another's memory: so little of its limit was used when it was last seen. */
export function isFarBelow(seenBytes: number, limitBytes: number): boolean {
  return seenBytes < FAR_BELOW_LIMIT * limitBytes
}

/** How a target went away or never came, in one sentence. `seenBytes`: of its memory, what it used when it was last seen; `null`: not known. */
export function describeEnding(ending: Ending, limits: Limits, seenBytes: number | null = null): Words {
  const after = formatMs(ending.afterMs)
  const who = nameOf(ending)
  switch (ending.how) {
    case 'out-of-memory':
      return describeKill(ending, memoryOf(ending, limits), seenBytes)
    case 'exited':
      if (ending.exitCode === null)
        return words`${who} was gone ${after} after its start: somebody removed it, not perf-gate`
      return words`${who} exited ${after} after its start with code ${ending.exitCode}${signalOf(ending.exitCode)}`
    case 'port-never-opened':
      return words`nothing listened on the port${ending.who === null ? '' : ` of ${who}`} within ${after}`
    case 'never-answered':
      return words`no HTTP answer came from ${who} within ${after}`
    case 'never-ready':
      return words`${who} listened, but was not ready within ${after}${ending.engineSaid === null ? '' : words`: ${answered(ending.engineSaid)}`}`
    case 'refused-by-engine':
      return words`the engine refused to start ${who}: ${ending.engineSaid === null ? 'it gave no reason' : answered(ending.engineSaid)}`
  }
}

/** A cgroup of version 2 counts a kill in it also where it was the machine that had no memory left. */
function describeKill(ending: Ending, limitBytes: number, seenBytes: number | null): Words {
  const what = words`${nameOf(ending)} was killed ${formatMs(ending.afterMs)} after its start`
  const exit =
    ending.exitCode === null ? '(a child process; the container itself lived on)' : `(exit code ${ending.exitCode})`
  if (seenBytes === null || !isFarBelow(seenBytes, limitBytes))
    return words`${what}: it needed more memory than its limit of ${formatBytes(limitBytes)} ${exit}`
  return words`${what}, for want of memory ${exit}: its limit is ${formatBytes(limitBytes)}`
}

/** `the container`, `replica 2 of 3`, `the balancer`. */
function nameOf({ who }: Ending): string {
  if (who === null) return 'the container'
  return who.kind === 'balancer' ? 'the balancer' : `replica ${who.number} of ${who.of}`
}

function memoryOf({ who }: Ending, { memoryBytes, balancer }: Limits): number {
  return who?.kind === 'balancer' && balancer !== null ? balancer.memoryBytes : memoryBytes
}

/** A shell's convention, which container runtimes follow: 128 + n means killed by signal n. https://man7.org/linux/man-pages/man7/signal.7.html */
const SIGNALS: Readonly<Record<number, string>> = {
  132: 'SIGILL: an instruction that this CPU does not have',
  134: 'SIGABRT',
  135: 'SIGBUS: often a shared memory that is too small, see "shm-size"',
  136: 'SIGFPE: a division by zero',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  143: 'SIGTERM',
}

function signalOf(exitCode: number | null): string {
  const name = exitCode === null ? undefined : SIGNALS[exitCode]
  return name === undefined ? '' : ` (${name})`
}

/** What to do about a start that failed. */
export function adviseEnding(ending: Ending): Words {
  return ending.who?.kind === 'balancer' ? adviseBalancer(ending) : adviseTarget(ending)
}

function adviseTarget(ending: Ending): Words {
  switch (ending.how) {
    case 'out-of-memory':
      return words`Raise "target.memory", or make the image need less to start.`
    case 'exited':
      return words`The last lines of its log are in the log of this run. Run the image by itself with the same "env" and "command" to see why it ends.`
    case 'port-never-opened':
    case 'never-answered':
      return words`Check that the service listens on 0.0.0.0 and on the port that "target.port" or the image's EXPOSE names; a slow start needs a longer "target.ready.within".`
    case 'never-ready':
      return words`Check "target.ready": its path and status. A slow start needs a longer "within".`
    case 'refused-by-engine':
      return words`Check "target.command", "entrypoint" and "user".`
  }
}

function adviseBalancer(ending: Ending): Words {
  switch (ending.how) {
    case 'out-of-memory':
      return words`Raise "memory" in "target.balancer".`
    case 'exited':
      return words`The last lines of its log are in the log of this run. Check its configuration ("mounts" and "command" in "target.balancer"): the replicas are at the addresses in PERF_GATE_TARGETS, and at the name "target".`
    case 'port-never-opened':
    case 'never-answered':
      return words`Check that it listens on 0.0.0.0 and on the port that "port" in "target.balancer" or its image's EXPOSE names.`
    case 'never-ready':
      return words`The replicas are ready; check that it passes "target.ready" on to them (they are at the addresses in PERF_GATE_TARGETS, and at the name "target"), or give it a "ready" of its own in "target.balancer"; "tls" there says whether it speaks HTTPS.`
    case 'refused-by-engine':
      return words`Check "command", "entrypoint" and "user" in "target.balancer".`
  }
}
