import type { Stage } from '../config.ts'
import { type Words, words } from '../outside.ts'
import { formatBytes } from '../units.ts'
import { describeCores } from './describe-cores.ts'
import type { PlanRecord, RequestRecord } from './plan.ts'

/**
 * What makes numbers of two plans incomparable, in words; empty when they can be compared.
 * The number of rounds and the environment may differ: rounds only change how sure one is, and the environment is a change of the target under test.
 */
export function planDifferences(before: PlanRecord, now: PlanRecord): readonly Words[] {
  const differences: Words[] = []
  if (before.cpus !== now.cpus) differences.push(words`cpus ${before.cpus}, now ${now.cpus}`)
  if (before.memoryBytes !== now.memoryBytes) {
    differences.push(words`memory ${formatBytes(before.memoryBytes)}, now ${formatBytes(now.memoryBytes)}`)
  }
  if (String(before.cpuset) !== String(now.cpuset))
    differences.push(words`cpuset ${describeCores(before.cpuset)}, now ${describeCores(now.cpuset)}`)
  differences.push(...limitDifferences(before.otherLimits, now.otherLimits))
  if (before.tls !== now.tls)
    differences.push(words`${before.tls ? 'HTTPS' : 'HTTP'}, now ${now.tls ? 'HTTPS' : 'HTTP'}`)
  if (before.replicas !== now.replicas) differences.push(words`replicas ${before.replicas}, now ${now.replicas}`)
  if (JSON.stringify(before.balancer) !== JSON.stringify(now.balancer))
    differences.push(words`the balancer was changed`)
  differences.push(...namedDifferences('stage', before.stages, now.stages, describeStage))
  differences.push(...namedDifferences('request', before.requests, now.requests, describeRequest))
  return differences
}

function limitDifferences(before: PlanRecord['otherLimits'], now: PlanRecord['otherLimits']): readonly Words[] {
  if (before === null || now === null) return []
  const size = (bytes: number | null) => (bytes === null ? 'as usual' : formatBytes(bytes))
  const limits: readonly (readonly [name: string, before: string, now: string])[] = [
    ['pids', String(before.pids), String(now.pids)],
    ['nofile', String(before.nofile ?? 'as usual'), String(now.nofile ?? 'as usual')],
    ['shm-size', size(before.shmBytes), size(now.shmBytes)],
  ]
  return limits
    .filter(([, old, fresh]) => old !== fresh)
    .map(([name, old, fresh]) => words`${name} ${old}, now ${fresh}`)
}

/** Order counts too: a stage runs on what the stages before it left behind. */
function namedDifferences<T extends { readonly name: string }>(
  kind: string,
  before: readonly T[],
  now: readonly T[],
  describe: (item: T) => string,
): Words[] {
  const found: Words[] = []
  for (const item of now) {
    const old = before.find((candidate) => candidate.name === item.name)
    const name = { outside: item.name }
    if (old === undefined) found.push(words`${kind} ${name} is new`)
    else if (describe(old) !== describe(item)) found.push(words`${kind} ${name} was changed`)
  }
  for (const item of before) {
    if (!now.some((candidate) => candidate.name === item.name))
      found.push(words`${kind} ${{ outside: item.name }} is gone`)
  }
  const order = (items: readonly T[]) => JSON.stringify(items.map((item) => item.name))
  if (found.length === 0 && order(before) !== order(now)) found.push(words`the order of the ${kind}s was changed`)
  return found
}

function describeStage(stage: Stage): string {
  return JSON.stringify([stage.warmUp, stage.extent, stage.load, stage.engine])
}

function describeRequest(request: RequestRecord): string {
  const { weight, timeoutMs, expectStatus, expectsBody, keepAlive, fingerprint } = request
  return JSON.stringify([weight, timeoutMs, expectStatus, expectsBody, keepAlive, fingerprint])
}
