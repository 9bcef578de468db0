import type { AbortRule, Balancer, Config, Expectation, Ms, RequestSpec, Side, Stage, TargetSpec } from '../config.ts'
import type { ContainerSpec, Dependencies } from '../container-spec.ts'
import { loadTls, longestStartMs } from './reaching.ts'
import { plannedStageMs } from './stage-load.ts'

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
  const longestMs = loadMs + rounds * longestStartMs(config.target)
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
  readonly balancer: {
    readonly image: string
    readonly cpus: number
    readonly cpuset: readonly number[] | null
    readonly memoryBytes: number
  } | null
  readonly memoryBytes: number
  /** As they were asked for; `null`: written before this was kept. */
  readonly otherLimits: Pick<ContainerSpec, 'pids' | 'nofile' | 'shmBytes'> | null
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
    otherLimits: recordLimits(plan.target),
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
    tls: loadTls(plan.target) !== null,
    budgetMs: plan.budgetMs,
    pairing: plan.pairing && recordPairing(plan.pairing),
  }
}

function recordPairing({ together, candidateCpus }: Pairing): PlanRecord['pairing'] {
  return candidateCpus === undefined ? { together } : { together, candidateCpus }
}

function recordLimits({ pids, nofile, shmBytes }: ContainerSpec): PlanRecord['otherLimits'] {
  return { pids, nofile, shmBytes }
}

function recordBalancer(balancer: Balancer): PlanRecord['balancer'] {
  if (balancer.kind === 'client') return null
  const { image, cpus, cpuset, memoryBytes } = balancer.container
  return { image, cpus, cpuset, memoryBytes }
}

/** Bytes of the body; of rows, all together. */
function bodyBytes({ body }: RequestSpec): number {
  if (body === null) return 0
  return body.kind === 'bytes' ? body.bytes.length : body.rows.bytes.length
}
