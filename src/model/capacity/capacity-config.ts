/** What a capacity run is to find; `null`: not asked for. One of them is there. */
export type CapacityConfig = {
  readonly knee: KneeConfig | null
  readonly maxRate: MaxRateConfig | null
  readonly memoryFloor: MemoryFloorConfig | null
  readonly table: TableConfig | null
}

/** What is searched, from the smallest to the largest. */
export type Range = { readonly from: number; readonly to: number }

/** Where more load stops giving more answers. */
export type KneeConfig = {
  /** What is raised. */
  readonly load: LevelKind
  /** From the lightest to the heaviest. */
  readonly range: Range
  /** How long each level is held, in milliseconds. */
  readonly levelMs: number
  /** How close two levels may come, as a share of the lower one; of connections and users at least one. */
  readonly step: number
}

/** What kind of load a level is, without how much. */
export type LevelKind =
  | { readonly model: 'connections' }
  | { readonly model: 'rate'; readonly arrivals: 'poisson' | 'constant'; readonly maxInFlight: number }
  | {
      readonly model: 'users' /** Milliseconds. */
      readonly thinkTime: { readonly fromMs: number; readonly toMs: number }
    }

/** The most requests per second, sent on a schedule, at which the thresholds are met. */
export type MaxRateConfig = {
  readonly load: Extract<LevelKind, { model: 'rate' }>
  /** Requests per second. */
  readonly range: Range
  readonly levelMs: number
  /** How exactly it is found, as a share of the rate. */
  readonly step: number
}

/** The smallest memory limit with which the stages meet the thresholds. */
export type MemoryFloorConfig = {
  /** Bytes; the end is what the target has. */
  readonly range: Range
  /** How exactly it is found, in bytes. */
  readonly stepBytes: number
}

/** Boxes of a table. Each is a start and a run of all stages: more would take days. */
export const MOST_BOXES = 200

/** Every combination is a box. Ascending, without repetition. */
export type TableConfig = {
  readonly replicas: readonly number[]
  readonly cpus: readonly number[]
  readonly memoryBytes: readonly number[]
}
