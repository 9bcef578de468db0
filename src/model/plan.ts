import type { Config, Ms, RequestSpec, Side, Stage, TargetSpec } from './config.ts'
import { type Words, words } from './outside.ts'
import { formatBytes, formatMs } from './units.ts'

/** Everything that a run will do, with every number resolved. */
export type Plan = {
  readonly sides: readonly Side[]
  readonly target: TargetSpec
  readonly requests: readonly RequestSpec[]
  readonly stages: readonly Stage[]
  readonly rounds: number
  /** Load alone: all stages of all rounds, without starts. */
  readonly loadMs: Ms
  /** From the first start; past it the run is aborted. */
  readonly timeLimitMs: Ms
}

const SHORTEST_DEFAULT_LIMIT_MS = 10 * 60_000

/** The plan of a plain gate: the candidate alone, `rounds` fresh starts. */
export function makePlan(config: Config): Plan {
  const roundMs = config.stages.reduce((sum, stage) => sum + stage.durationMs, 0)
  const loadMs = config.rounds * roundMs
  // A start may take as long as readiness allows: the default must not cut off what the config permits.
  const longestMs = loadMs + config.rounds * config.target.ready.withinMs
  return {
    sides: ['candidate'],
    target: config.target,
    requests: config.requests,
    stages: config.stages,
    rounds: config.rounds,
    loadMs,
    timeLimitMs: config.timeLimitMs ?? Math.max(SHORTEST_DEFAULT_LIMIT_MS, 2 * longestMs),
  }
}

/** What is kept of a plan in results and baselines: names and fingerprints, never a value of environment or headers. */
export type PlanRecord = {
  readonly cpus: number
  readonly memoryBytes: number
  readonly envNames: readonly string[]
  readonly requests: readonly RequestRecord[]
  readonly stages: readonly Stage[]
  readonly rounds: number
}

export type RequestRecord = {
  readonly name: string
  readonly weight: number
  readonly method: string
  readonly path: string
  readonly headerNames: readonly string[]
  readonly bodyCharacters: number
  readonly expectStatus: RequestSpec['expectStatus']
  readonly timeoutMs: Ms
  readonly fingerprint: string
}

export function recordPlan(plan: Plan): PlanRecord {
  return {
    cpus: plan.target.cpus,
    memoryBytes: plan.target.memoryBytes,
    envNames: Object.keys(plan.target.env),
    requests: plan.requests.map((request) => ({
      name: request.name,
      weight: request.weight,
      method: request.method,
      path: request.path,
      headerNames: Object.keys(request.headers),
      bodyCharacters: request.body?.text.length ?? 0,
      expectStatus: request.expectStatus,
      timeoutMs: request.timeoutMs,
      fingerprint: request.fingerprint,
    })),
    stages: plan.stages,
    rounds: plan.rounds,
  }
}

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
  differences.push(...namedDifferences('stage', before.stages, now.stages, describeStage))
  differences.push(...namedDifferences('request', before.requests, now.requests, describeRequest))
  return differences
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
  return JSON.stringify([stage.warmUp, stage.durationMs, stage.load.model, stage.load.connections])
}

function describeRequest(request: RequestRecord): string {
  return JSON.stringify([request.weight, request.timeoutMs, request.expectStatus, request.fingerprint])
}

/** The plan in a few sentences, for the log before anything starts. */
export function describePlan(plan: Plan): readonly Words[] {
  const { target } = plan
  const chosen = (limit: 'cpus' | 'memory') => (target.defaultLimits.includes(limit) ? ' (default)' : '')
  return [
    words`image ${{ outside: target.image }} under ${target.cpus} CPU${chosen('cpus')} and ${formatBytes(target.memoryBytes)}${chosen('memory')}`,
    ...plan.stages.map(
      (stage) =>
        words`stage ${{ outside: stage.name }}: ${stage.load.connections} connections for ${formatMs(stage.durationMs)}${stage.warmUp ? ', warm-up' : ''}`,
    ),
    words`${plan.rounds === 1 ? 'one round' : `${plan.rounds} rounds, each`} on a fresh start: ${formatMs(plan.loadMs)} of load; time limit ${formatMs(plan.timeLimitMs)}`,
  ]
}
