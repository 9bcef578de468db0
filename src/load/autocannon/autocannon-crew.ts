import type { Socket } from 'node:net'
import type { Ms, RequestSpec } from '../../model/config.ts'
import type { Endpoint } from '../../ports.ts'
import type { Recording } from '../engine.ts'
import type { ClosingHabit } from '../http/closing-habit.ts'
import type { OpeningPace } from '../pace/opening-pace.ts'
import type { StopRule } from '../stop/stop-rule.ts'

/** What all connections of a stage share. */
export type Crew = {
  readonly requests: readonly RequestSpec[]
  /** Gives the place of the next request. */
  readonly nextRequest: () => number
  /** How many requests each connection sends in all; infinite where the stage ends by time. */
  readonly requestsEach: number
  readonly recording: Recording
  readonly stopRule: StopRule
  /** Since when connections are taken to be in use; `null`: each since its own `begin`. */
  inUseSinceMs: Ms | null
  /** Every socket that is not closed yet. */
  readonly sockets: Set<Socket>
  /** The pace at which connections begin in this stretch. */
  pace: OpeningPace
  /** Called when the stop rule says that the target is dead. */
  readonly targetIsDead: () => void
  /** Called by each connection when it has come to rest. */
  readonly cameToRest: () => void
}

/** Where a connection leads, its place in the job's list, and each of the job's requests as it is sent there. */
export type Target = {
  readonly endpoint: Endpoint
  readonly place: number
  readonly payloads: readonly Buffer[]
  readonly habit: ClosingHabit
}
