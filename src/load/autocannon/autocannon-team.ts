import autocannon from 'autocannon'
import { ClosingHabit } from '../http/closing-habit.ts'
import { hostHeader, requestBytes } from '../http/request-bytes.ts'
import { endpointOf } from '../pace/endpoint-of.ts'
import { checkClient } from './autocannon-client.ts'
import { AutocannonConnection } from './autocannon-connection.ts'
import type { Crew } from './autocannon-crew.ts'
import type { ClosedJob } from './autocannon-supports.ts'

/** autocannon's own clocks must never fire: duration and timeouts are ours. In seconds; a timer holds up to 2 147 483. */
const NEVER_SECONDS = 1_000_000
/** How often autocannon looks whether all its clients are done. */
const SAMPLE_MS = 20

/** A stage's connections, and the end of autocannon's own run, which comes with the end of the last of them. */
export type Team = {
  readonly connections: readonly AutocannonConnection[]
  /** Of each endpoint. */
  readonly habits: readonly ClosingHabit[]
  readonly finished: Promise<unknown>
}

/** Lets autocannon make its clients and takes each over. Nothing is sent yet. */
export function makeTeam(job: ClosedJob, count: number, crew: Crew): Team {
  const targets = job.endpoints.map((endpoint, place) => ({
    endpoint,
    place,
    payloads: job.requests.map((request) => requestBytes(request, endpoint)),
    habit: new ClosingHabit(),
  }))
  const [first] = targets
  if (first === undefined) throw new Error('A stage needs an endpoint to put its load on.')
  const connections: AutocannonConnection[] = []
  const instance = autocannon({
    url: `http://${hostHeader(first.endpoint)}`,
    connections: count,
    duration: NEVER_SECONDS,
    timeout: NEVER_SECONDS,
    sampleInt: SAMPLE_MS,
    skipAggregateResult: true,
    setupClient: (client) => {
      const target = targets[endpointOf(connections.length, job, targets.length)] ?? first
      connections.push(new AutocannonConnection(checkClient(client), crew, target))
    },
  })
  return { connections, habits: targets.map(({ habit }) => habit), finished: Promise.resolve(instance) }
}
