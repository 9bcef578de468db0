import { chooseEngine } from './choose-engine.ts'
import type { AbortRule, Config, Expectation, Ms, RequestSpec, Side, Stage, TargetSpec } from './config.ts'
import { type Words, words } from './outside.ts'
import { describeExtent, describeLoad, plannedStageMs } from './stage-load.ts'
import { formatBytes, formatMs } from './units.ts'

/** Everything that a run will do, with every number resolved. */
export type Plan = {
  readonly sides: readonly Side[]
  readonly target: TargetSpec
  readonly requests: readonly RequestSpec[]
  readonly stages: readonly Stage[]
  readonly rounds: number
  /** Load alone: all stages of all rounds, without starts and without the stages that end by a count. */
  readonly loadMs: Ms
  /** From the first start; past it the run is aborted. */
  readonly timeLimitMs: Ms
  readonly abort: AbortRule
  /** Decides the order of requests and the arrivals. */
  readonly seed: number
}

const SHORTEST_DEFAULT_LIMIT_MS = 10 * 60_000

/** The plan of a plain gate: the candidate alone, `rounds` fresh starts. `seed`: a drawn one, for where the configuration has none. */
export function makePlan(config: Config, seed: number): Plan {
  const roundMs = config.stages.reduce((sum, stage) => sum + (plannedStageMs(stage) ?? 0), 0)
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
    abort: config.abort,
    seed: config.seed ?? seed,
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
  readonly seed: number
  readonly tls: boolean
}

export type RequestRecord = {
  readonly name: string
  readonly weight: number
  readonly method: string
  readonly path: string
  readonly headerNames: readonly string[]
  readonly bodyBytes: number
  readonly expectStatus: Expectation['status']
  /** Whether the body is judged too. */
  readonly expectsBody: boolean
  readonly keepAlive: boolean
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
      path: request.secretQuery?.writtenPath ?? request.path,
      headerNames: Object.keys(request.headers),
      bodyBytes: bodyBytes(request),
      expectStatus: request.expect.status,
      expectsBody: request.expect.bodyContains !== null || request.expect.json.length > 0,
      keepAlive: request.keepAlive,
      timeoutMs: request.timeoutMs,
      fingerprint: request.fingerprint,
    })),
    stages: plan.stages,
    rounds: plan.rounds,
    seed: plan.seed,
    tls: plan.target.tls !== null,
  }
}

/** Bytes of the body; of rows, all together. */
function bodyBytes({ body }: RequestSpec): number {
  if (body === null) return 0
  return body.kind === 'bytes' ? body.bytes.length : body.rows.reduce((sum, row) => sum + row.length, 0)
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
  return JSON.stringify([stage.warmUp, stage.extent, stage.load, stage.engine])
}

function describeRequest(request: RequestRecord): string {
  const { weight, timeoutMs, expectStatus, expectsBody, keepAlive, fingerprint } = request
  return JSON.stringify([weight, timeoutMs, expectStatus, expectsBody, keepAlive, fingerprint])
}

/** The plan in a few sentences, for the log before anything starts. */
export function describePlan(plan: Plan): readonly Words[] {
  const { target } = plan
  const chosen = (limit: 'cpus' | 'memory') => (target.defaultLimits.includes(limit) ? ' (default)' : '')
  return [
    words`image ${{ outside: target.image }} under ${target.cpus} CPU${chosen('cpus')} and ${formatBytes(target.memoryBytes)}${chosen('memory')}`,
    ...plan.stages.map((stage) => {
      const { engine, why } = chooseEngine(stage, plan.requests, target.tls)
      return words`stage ${{ outside: stage.name }}: ${describeLoad(stage.load)} ${describeExtent(stage)}${stage.warmUp ? ', warm-up' : ''}; by ${engine} (${why})`
    }),
    words`${plan.rounds === 1 ? 'one round' : `${plan.rounds} rounds, each`} on a fresh start: ${formatMs(plan.loadMs)} of load${plan.stages.some((stage) => plannedStageMs(stage) === null) ? ', and what the stages by count take' : ''}; time limit ${formatMs(plan.timeLimitMs)}; seed ${plan.seed}`,
  ]
}
