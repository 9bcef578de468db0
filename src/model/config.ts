import type { MetricId } from './metric-id.ts'

/** A time span or a point on the process's monotonic clock, in milliseconds. */
export type Ms = number

/** The two images that a gate can compare; a plain gate has the candidate alone. */
export type Side = 'candidate' | 'baseline'

/** Everything a run is told, checked and complete: defaults filled in, files read, references resolved. */
export type Config = {
  readonly target: TargetSpec
  readonly requests: readonly RequestSpec[]
  readonly stages: readonly Stage[]
  readonly thresholds: readonly Threshold[]
  /** Fresh starts of the target. */
  readonly rounds: number
  readonly baseline: BaselineConfig
  /** From the first start; past it the run is aborted. `null`: made from the plan. */
  readonly timeLimitMs: Ms | null
  readonly failOn: FailOn
}

/** What makes the job fail. Setup errors always do. */
export type FailOn = 'fail' | 'likely' | 'inconclusive' | 'never'

/** The image under test and the limits that it is started under. */
export type TargetSpec = {
  /** name:tag, name@digest or a `sha256:` image id, as the user wrote it. */
  readonly image: string
  /** Port inside the container; `null`: the only port that the image exposes. */
  readonly port: number | null
  readonly cpus: number
  readonly memoryBytes: number
  /** Which limits nobody chose; the report says so. */
  readonly defaultLimits: readonly ('cpus' | 'memory')[]
  readonly ready: Readiness
  /** Values may be secrets: they go to the container and nowhere else. */
  readonly env: Readonly<Record<string, string>>
  readonly command: readonly string[] | null
  readonly entrypoint: readonly string[] | null
  readonly user: string | null
  readonly pull: 'missing' | 'always' | 'never'
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
  /** Path and query as sent, beginning with `/`. */
  readonly path: string
  /** As sent, after `${NAME}` was filled in; values may be secrets. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Body | null
  readonly expectStatus: readonly StatusSpan[]
  readonly timeoutMs: Ms
  /** SHA-256 (hex) over method, path, header source text and body: says "same request" without holding a value of the environment. */
  readonly fingerprint: string
}

export type Body = { readonly text: string; readonly contentType: string | null }

/** A named piece of the load profile. */
export type Stage = {
  readonly name: string
  readonly warmUp: boolean
  readonly load: StageLoad
  readonly durationMs: Ms
}

/** `connections`: closed loop, every connection sends its next request as soon as it has the answer. */
export type StageLoad = { readonly model: 'connections'; readonly connections: number }

/** `metric op limit`, in the metric's own unit (`model/metrics.ts`). `stage: null`: every measured stage where it means something. */
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
  readonly compare: 'auto' | 'stored' | 'none'
  /** A file, absolute; `null`: none was asked for. */
  readonly path: string | null
  /** How much worse than the baseline is allowed, as a share (0.05 is 5 %), for each metric that is compared. */
  readonly tolerance: Readonly<Partial<Record<MetricId, number>>>
  /** Whether a comparison with stored numbers can fail the gate. */
  readonly stored: 'warn' | 'fail'
  /** No usable baseline is then a setup error. */
  readonly require: boolean
}
