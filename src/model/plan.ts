import { chooseEngine } from './choose-engine.ts'
import type { AbortRule, Config, Expectation, Ms, RequestSpec, Side, Stage, TargetSpec } from './config.ts'
import type { Balancer, ContainerSpec, Dependencies } from './container-spec.ts'
import { outside, type Words, words } from './outside.ts'
import { describeUnevenSpread } from './spread.ts'
import { describeExtent, describeLoad, plannedStageMs } from './stage-load.ts'
import { formatBytes, formatMs } from './units.ts'

/** Everything that a run will do, with every number resolved. */
export type Plan = {
  readonly sides: readonly Side[]
  readonly target: TargetSpec
  readonly dependencies: Dependencies | null
  readonly requests: readonly RequestSpec[]
  readonly stages: readonly Stage[]
  readonly rounds: number
  /** Load alone: all stages of all rounds, without starts and without the stages that end by a count. */
  readonly loadMs: Ms
  /** From the first start; past it the run is aborted. */
  readonly timeLimitMs: Ms
  readonly abort: AbortRule
  /** Decides the order of requests, the arrivals, and which side is first. */
  readonly seed: number
  /** From the first start to the last removal; rounds that do not fit are not begun. */
  readonly budgetMs: Ms
  /** How the candidate is measured beside the baseline's image; `null`: it is measured alone. */
  readonly pairing: Pairing | null
}

/** Two sides in one run. */
export type Pairing = {
  /** The baseline's image, as it is started. */
  readonly image: string
  /** Whether both are alive in a round and driven in turns; else one after the other, each in whole stages. */
  readonly together: boolean
  /** Whether one side is started after the other is ready: where it is judged how long a start takes. */
  readonly startsInTurn: boolean
  /** The candidate's CPU limit where it is not the target's: that of a control, which has to be found slower. */
  readonly candidateCpus?: number
}

/** What is started of a side: both get the same, but for the image, and for the CPU limit of a control. */
export function specOf({ target, pairing }: Pick<Plan, 'target' | 'pairing'>, side: Side): TargetSpec {
  if (pairing === null) return target
  if (side === 'baseline') return { ...target, image: pairing.image }
  return pairing.candidateCpus === undefined ? target : { ...target, cpus: pairing.candidateCpus }
}

/** Fresh starts of a plain gate, and of one whose comparison does not fit its budget. */
export const PLAIN_ROUNDS = 3

const SHORTEST_DEFAULT_LIMIT_MS = 10 * 60_000

/** The plan of a plain gate: the candidate alone, `rounds` fresh starts. `seed`: a drawn one, for where the configuration has none. */
export function makePlan(config: Config, seed: number): Plan {
  const roundMs = config.stages.reduce((sum, stage) => sum + (plannedStageMs(stage) ?? 0), 0)
  const rounds = config.rounds ?? PLAIN_ROUNDS
  const loadMs = rounds * roundMs
  // A start may take as long as readiness allows: the default must not cut off what the config permits.
  const longestMs = loadMs + rounds * config.target.ready.withinMs
  return {
    sides: ['candidate'],
    target: config.target,
    dependencies: config.dependencies,
    requests: config.requests,
    stages: config.stages,
    rounds,
    loadMs,
    abort: config.abort,
    seed: config.seed ?? seed,
    budgetMs: config.budgetMs,
    pairing: null,
    timeLimitMs: config.timeLimitMs ?? Math.max(SHORTEST_DEFAULT_LIMIT_MS, 2 * longestMs),
  }
}

/** What is kept of a plan in results and baselines: names and fingerprints, never a value of environment or headers. */
export type PlanRecord = {
  readonly cpus: number
  readonly cpuset: readonly number[] | null
  readonly replicas: number
  /** The proxy in front of the replicas; `null`: the generator spreads the load. */
  readonly balancer: { readonly image: string; readonly cpus: number; readonly memoryBytes: number } | null
  readonly memoryBytes: number
  readonly envNames: readonly string[]
  readonly requests: readonly RequestRecord[]
  readonly stages: readonly Stage[]
  readonly rounds: number
  readonly seed: number
  readonly tls: boolean
  readonly budgetMs: Ms
  readonly pairing: Omit<Pairing, 'image' | 'startsInTurn'> | null
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
    cpuset: plan.target.cpuset,
    replicas: plan.target.replicas,
    balancer: recordBalancer(plan.target.balancer),
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
    budgetMs: plan.budgetMs,
    pairing: plan.pairing && recordPairing(plan.pairing),
  }
}

function recordPairing({ together, candidateCpus }: Pairing): PlanRecord['pairing'] {
  return candidateCpus === undefined ? { together } : { together, candidateCpus }
}

function recordBalancer(balancer: Balancer): PlanRecord['balancer'] {
  if (balancer.kind === 'client') return null
  const { image, cpus, memoryBytes } = balancer.container
  return { image, cpus, memoryBytes }
}

/** Bytes of the body; of rows, all together. */
function bodyBytes({ body }: RequestSpec): number {
  if (body === null) return 0
  return body.kind === 'bytes' ? body.bytes.length : body.rows.bytes.length
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
  if (String(before.cpuset) !== String(now.cpuset))
    differences.push(words`cpuset ${describeCores(before.cpuset)}, now ${describeCores(now.cpuset)}`)
  if (before.replicas !== now.replicas) differences.push(words`replicas ${before.replicas}, now ${now.replicas}`)
  if (JSON.stringify(before.balancer) !== JSON.stringify(now.balancer))
    differences.push(words`the balancer was changed`)
  differences.push(...namedDifferences('stage', before.stages, now.stages, describeStage))
  differences.push(...namedDifferences('request', before.requests, now.requests, describeRequest))
  return differences
}

/** `0, 1`; `any` where none were named. */
export function describeCores(cpuset: readonly number[] | null): string {
  return cpuset === null ? 'any' : cpuset.join(', ')
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
  return [
    ...describeDependencies(plan.dependencies),
    words`image ${outside(target.image)} under ${describeLimits(target, target.defaultLimits)}`,
    ...describeReplicas(target),
    ...(target.network === null ? [] : [words`joins the network ${outside(target.network)}`]),
    ...plan.stages.flatMap((stage): Words[] => {
      const { engine, why } = chooseEngine(stage, plan.requests, target.tls)
      const uneven = describeUnevenSpread(stage, target)
      const line = words`stage ${outside(stage.name)}: ${describeLoad(stage.load)} ${describeExtent(stage)}${stage.warmUp ? ', warm-up' : ''}; by ${engine} (${why})`
      return uneven === null ? [line] : [line, uneven]
    }),
    words`${plan.pairing === null ? '' : 'at most '}${plan.rounds === 1 ? 'one round' : `${plan.rounds} rounds, each`} on a fresh start${plan.pairing === null ? '' : ' of both images'}: ${formatMs(plan.loadMs)} of load${plan.stages.some((stage) => plannedStageMs(stage) === null) ? ', and what the stages by count take' : ''}; time limit ${formatMs(plan.timeLimitMs)}; seed ${plan.seed}`,
  ]
}

function describeDependencies(dependencies: Dependencies | null): readonly Words[] {
  if (dependencies === null) return []
  const { composeFile, services } = dependencies
  return [words`brings up first, from ${outside(composeFile)}: ${outside(services.join(', '))}`]
}

/** `0.5 CPU and 512 MiB`, `2 CPU on cores 1, 2 and 512 MiB`. */
function describeLimits(
  { cpus, cpuset, memoryBytes }: ContainerSpec,
  defaults: TargetSpec['defaultLimits'] = [],
): string {
  const byDefault = (limit: 'cpus' | 'memory') => (defaults.includes(limit) ? ' (default)' : '')
  const cores = cpuset === null ? '' : ` on ${cpuset.length === 1 ? 'core' : 'cores'} ${describeCores(cpuset)}`
  return `${cpus} CPU${byDefault('cpus')}${cores} and ${formatBytes(memoryBytes)}${byDefault('memory')}`
}

function describeReplicas({ replicas, cpuset, balancer }: TargetSpec): readonly Words[] {
  if (replicas === 1 && balancer.kind === 'client') return []
  const count = replicas === 1 ? '1 replica' : `${replicas} replicas, each under these limits`
  const shared = replicas > 1 && cpuset !== null ? ', sharing these cores' : ''
  const spread =
    balancer.kind === 'client'
      ? words`the load generator spreads its connections over them`
      : words`in front of ${replicas === 1 ? 'it' : 'them'} the balancer ${outside(balancer.container.image)} under ${describeLimits(balancer.container)}`
  return [words`${count}${shared}; ${spread}`]
}
