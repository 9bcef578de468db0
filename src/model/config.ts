import type { CapacityConfig } from './capacity/capacity-config.ts'
import type { ContainerSpec, Dependencies } from './container-spec.ts'
import type { MetricId } from './metrics/metric-id.ts'
import type { Rows } from './rows.ts'

/** A time span or a point on the process's monotonic clock, in milliseconds. */
export type Ms = number

/** The two images that a gate can compare; a plain gate has the candidate alone. */
export type Side = 'candidate' | 'baseline'

/** Everything a run is told, checked and complete: defaults filled in, files read, references resolved. */
export type Config = {
  readonly target: TargetSpec
  /** What the target needs around it; `null`: nothing that this run brings up. */
  readonly dependencies: Dependencies | null
  readonly requests: readonly RequestSpec[]
  readonly stages: readonly Stage[]
  readonly thresholds: readonly Threshold[]
  /** Fresh starts of every side; of a paired comparison the most. `null`: as many as is usual for what is done. */
  readonly rounds: number | null
  /** From the first start to the last removal; rounds that do not fit are not begun. */
  readonly budgetMs: Ms
  readonly baseline: BaselineConfig
  /** What may be worse than the baseline for a while; of one stage and metric there is one at most. */
  readonly accept: readonly Waiver[]
  /** From the first start; past it the run is aborted. `null`: made from the plan. */
  readonly timeLimitMs: Ms | null
  readonly failOn: FailOn
  readonly abort: AbortRule
  /** Decides the order of requests and rows and the arrivals. `null`: drawn at the start and kept in the result. */
  readonly seed: number | null
  /** What a capacity run is to find; `null`: nothing was said of it. */
  readonly capacity: CapacityConfig | null
}

/** What makes the job fail. Setup errors always do. */
export type FailOn = 'fail' | 'likely' | 'inconclusive' | 'never'

/** The image under test, the limits that it is started under, and how it is reached. */
export type TargetSpec = ContainerSpec & {
  /** Which limits nobody chose; the report says so. */
  readonly defaultLimits: readonly ('cpus' | 'memory')[]
  readonly ready: Readiness
  /** HTTPS instead of HTTP; `null`: HTTP. */
  readonly tls: Tls | null
  /** Containers that are started of it, each under the limits. */
  readonly replicas: number
  readonly balancer: Balancer
  /** An engine network that every container of the run joins besides its own; `null`: none. */
  readonly network: string | null
}

/** How load is spread over replicas: by the generator, evenly over its connections, or by a proxy that is started in front of them. */
export type Balancer =
  | { readonly kind: 'client' }
  | {
      readonly kind: 'proxy'
      readonly container: ContainerSpec
      /** Asked of the proxy once the replicas are ready. */
      readonly ready: Readiness
      /** HTTPS to the proxy, whatever the replicas speak; `null`: HTTP. */
      readonly tls: Tls | null
    }

/** How to trust a target that speaks HTTPS. */
export type Tls = {
  /** Certificates (PEM) of the authorities that may have signed the target's; `null`: those that Node knows. */
  readonly ca: string | null
  /** The name that the target's certificate is checked against, and that is asked for (SNI). */
  readonly serverName: string
}

/** When a target counts as ready: an answer on `path` with an accepted status, within the time. */
export type Readiness = { readonly path: string; readonly status: StatusRule; readonly withinMs: Ms }

/** `any` status, or a list of single statuses and hundreds (`2xx` is 200 to 299). */
export type StatusRule = 'any' | readonly StatusSpan[]
export type StatusSpan = { readonly from: number; readonly to: number }

/** One entry of the request mix. Plain data: it crosses to the load worker. */
export type RequestSpec = {
  readonly name: string
  readonly weight: number
  readonly method: string
  /** Path and query as sent, beginning with `/`. Where `secretQuery` is there it holds secrets and is not to be kept or shown. */
  readonly path: string
  /** There where the query holds values of the environment: `path` as it was written (`${NAME}`), and those values, decoded and as sent. */
  readonly secretQuery?: { readonly writtenPath: string; readonly values: readonly string[] }
  /** As sent, after `${NAME}` was filled in; values may be secrets. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body | null
  readonly expect: Expectation
  readonly timeoutMs: Ms
  /** `false`: a new connection for each request. */
  readonly keepAlive: boolean
  /** SHA-256 (hex) over method, path, query and header source texts, body and what is expected of the answer's body: says "same request" without holding a value of the environment. */
  readonly fingerprint: string
}

/** What makes an answer a success; all of it has to hold. */
export type Expectation = {
  readonly status: readonly StatusSpan[]
  /** A text that the body has to contain; `null`: none. */
  readonly bodyContains: string | null
  /** Places in a JSON body and the values that have to stand there. */
  readonly json: readonly JsonExpectation[]
}

/** `path`: keys and list places from the root of the body; `equals`: the value, compared as JSON. */
export type JsonExpectation = { readonly path: readonly (string | number)[]; readonly equals: Json }
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What is sent. `contentType` is `null` where a header of the request says it. */
export type Body =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly contentType: string | null }
  /** One row a request: in turn, or picked at random with the run's seed. The same sequence for both sides of a comparison. */
  | {
      readonly kind: 'rows'
      readonly rows: Rows
      readonly pick: 'rotate' | 'random'
      readonly contentType: string | null
    }

/** A named piece of the load profile. */
export type Stage = {
  readonly name: string
  readonly warmUp: boolean
  readonly load: StageLoad
  readonly extent: Extent
  /** `auto`: chosen by what the stage and its requests need (`model/plan/choose-engine.ts`). */
  readonly engine: 'auto' | EngineName
}

/** The load generators for HTTP. Only undici does all of it. */
export type EngineName = 'autocannon' | 'undici'

/** How long a stage is: a time (for users after all have spawned), or a number of requests, per connection or user; of a rate stage in all. */
export type Extent = { readonly by: 'duration'; readonly ms: Ms } | { readonly by: 'requests'; readonly count: number }

/** From one value to another, evenly over the stage; a steady stage has the same on both ends. */
export type Ramp = { readonly from: number; readonly to: number }

export type StageLoad =
  /** Closed loop: every connection sends its next request as soon as it has the answer. */
  | { readonly model: 'connections'; readonly connections: Ramp }
  /** Open: requests are sent on a schedule, whether earlier ones were answered or not. */
  | {
      readonly model: 'rate'
      readonly rate: Rate
      readonly arrivals: 'poisson' | 'constant'
      /** More than these are never under way at once; what comes then waits, and its wait counts. */
      readonly maxInFlight: number
    }
  /** Closed with pauses: every user waits after each answer before it sends again. */
  | {
      readonly model: 'users'
      readonly users: Ramp
      /** Users begun per second until all are there; `null`: as `spawnPerSecond` in `stage-load.ts` says, all within 10 seconds. */
      readonly spawnPerSecond: number | null
      readonly thinkTime: { readonly fromMs: Ms; readonly toMs: Ms }
    }

/** An offered rate: so many requests per second, or a share of the RPS that the latest measured `connections` stage of the round reached. */
export type Rate =
  | { readonly by: 'second'; readonly perSecond: Ramp }
  | { readonly by: 'share'; readonly share: number }

/** Stops a stage in which at least this share of the requests fails for this long. */
export type AbortRule = { readonly failureShare: number; readonly forMs: Ms }

/** `metric op limit`, in the metric's own unit (`model/metrics/metrics.ts`). `stage: null`: every measured stage where it means something. */
export type Threshold = {
  readonly stage: string | null
  readonly metric: MetricId
  readonly op: ThresholdOp
  readonly limit: number
  /** As the user wrote it, tidied: `p95 < 250ms`. */
  readonly text: string
}
export type ThresholdOp = '<' | '<=' | '>' | '>='

export type BaselineConfig = {
  readonly compare: 'auto' | 'paired' | 'stored' | 'none'
  /** The image to compare with, as the user wrote it; `null`: the one of the stored baseline. */
  readonly image: string | null
  /** A file, absolute; `null`: none was asked for. */
  readonly path: string | null
  /** How much worse than the baseline is allowed, as a share (0.05 is 5 %), for each metric that is compared. */
  readonly tolerance: Readonly<Partial<Record<MetricId, number>>>
  /** Whether a comparison with stored numbers can fail the gate. */
  readonly stored: 'warn' | 'fail'
  /** No usable baseline is then a setup error. */
  readonly require: boolean
}

/** A slowdown that the team has accepted, up to a ceiling and a day, with the reason and the issue in which it is followed up. */
export type Waiver = {
  /** `null`: every measured stage, and the starts. */
  readonly stage: string | null
  readonly metric: MetricId
  /** The largest slowdown against the baseline that is accepted, as a share (0.12 is 12 %). */
  readonly upTo: number
  readonly reason: string
  /** `#123` or a URL. */
  readonly issue: string
  /** The last day on which it holds, in UTC: `2026-12-31`. It may be over. */
  readonly until: string
  /** As people read it, without the stage: `p95 up to 12%`. */
  readonly text: string
}
