import { type Outside, type Words, words } from '../../model/outside.ts'

/** What the engine says of one container of a service. */
export type ServiceState = {
  readonly service: Outside
  readonly id: string
  /** created, running, restarting, exited, dead, … */
  readonly status: string
  /** When it was last started, as the engine says it. */
  readonly startedAt: string
  readonly exitCode: number
  readonly oomKilled: boolean
  /** `null`: it has no health check. */
  readonly health: 'starting' | 'healthy' | 'unhealthy' | null
  /** What the last health check printed; `null`: nothing, or there was none. */
  readonly healthSaid: Outside | null
}

export type ServiceTrouble = { readonly state: ServiceState; readonly what: Words }

/**
 * Whether nothing has to be waited for: it runs, and is healthy where that is asked, or has done its work and ended.
 * `isOneShot`: to run is not enough, as others need what it has done.
 */
export function isReady(state: ServiceState, isOneShot: boolean): boolean {
  if (hasEnded(state.status)) return endedWell(state)
  return !isOneShot && state.status === 'running' && (state.health === null || state.health === 'healthy')
}

/** The service that will not come up any more, however long one waits, and what is wrong with it; `null`: none. */
export function findTrouble(states: readonly ServiceState[]): ServiceTrouble | null {
  return findFirst(states, [describeFailed, describeUnhealthy])
}

/**
 * The service because of which the dependencies are not up when nobody waits any longer; `null` where every service that was started is
 * well. One that failed is told before one that waits, as it is what others wait for.
 */
export function findCulprit(states: readonly ServiceState[]): ServiceTrouble | null {
  return findFirst(states, [describeFailed, describeUnhealthy, describeRestarting, describeStarting, describeEnded])
}

/**
 * The first service that ran in `before` and is lost for good by `now`; `null`: none. How healthy it is says nothing: under load that changes. One without a health check may do its work
 * and end with code 0; one with a check is meant to run on.
 */
export function findGone(before: readonly ServiceState[], now: readonly ServiceState[]): ServiceTrouble | null {
  for (const was of before.filter(({ status }) => status === 'running')) {
    const is = now.find(({ id }) => id === was.id)
    const what = is === undefined ? words`was removed` : (describeFailed(is) ?? (was.health && describeEnded(is)))
    if (what !== null) return { state: is ?? was, what: words`${what} after it was up` }
  }
  return null
}

/** The services that ran in `before`, have ended since and were started again, as they are `now`. Some do so by design. */
export function findRestarted(before: readonly ServiceState[], now: readonly ServiceState[]): readonly ServiceState[] {
  return before
    .filter(({ status }) => status === 'running')
    .flatMap((was) => now.filter((is) => is.id === was.id && isRestarted(was, is)))
}

function isRestarted(was: ServiceState, is: ServiceState): boolean {
  return is.status === 'restarting' || (!hasEnded(is.status) && is.startedAt !== was.startedAt)
}

/** What is wrong with a service that was started again; `null`: it had done its work. `exitCode`: the last one that is no 0; `null` where the engine does not remember any end. */
export function restartTrouble(state: ServiceState, exitCode: number | null): ServiceTrouble | null {
  const failed = exitCode !== null && exitCode !== 0
  if (!failed && state.health === null) return null
  const how = failed ? words`exited (code ${exitCode})` : words`ended`
  return { state, what: words`${how} and was started again while the target was measured` }
}

/** What is to be said of a service that had to end and runs on. */
export function stillRuns(state: ServiceState): ServiceTrouble {
  return { state, what: words`did not end in time, which another service of the file waits for` }
}

type Describe = (state: ServiceState) => Words | null

function findFirst(states: readonly ServiceState[], describers: readonly Describe[]): ServiceTrouble | null {
  for (const describe of describers) {
    for (const state of states) {
      const what = describe(state)
      if (what !== null) return { state, what }
    }
  }
  return null
}

function describeFailed(state: ServiceState): Words | null {
  return hasEnded(state.status) && !endedWell(state) ? words`exited (${codeOf(state)})` : null
}

/** It may yet find what it needs. */
function describeRestarting(state: ServiceState): Words | null {
  return state.status === 'restarting' ? words`exits again and again (last with ${codeOf(state)})` : null
}

function codeOf({ exitCode, oomKilled }: ServiceState): string {
  return `code ${exitCode}${oomKilled ? ', killed because it needed more memory than its limit' : ''}`
}

function describeUnhealthy({ health, healthSaid }: ServiceState): Words | null {
  return health === 'unhealthy' ? words`is unhealthy: ${saidBy(healthSaid)}` : null
}

function describeStarting({ health, healthSaid }: ServiceState): Words | null {
  return health === 'starting' ? words`did not become healthy in time: ${saidBy(healthSaid)}` : null
}

/** Only where nothing else is wrong: one that does its work and ends may be what others waited for. */
function describeEnded({ status }: ServiceState): Words | null {
  return hasEnded(status) ? words`ended by itself (code 0)` : null
}

function endedWell({ exitCode, oomKilled }: ServiceState): boolean {
  return exitCode === 0 && !oomKilled
}

function hasEnded(status: string): boolean {
  return status === 'exited' || status === 'dead'
}

function saidBy(healthSaid: Outside | null): Words {
  return healthSaid === null ? words`its health check printed nothing` : words`its health check printed "${healthSaid}"`
}
