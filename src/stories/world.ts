import type { Config } from '../model/config.ts'
import type { BaselineStore, Load, Output, RunId, Scope, Targets } from '../ports.ts'

/** Everything that a gate needs from outside. */
export type World = Scope & {
  readonly runId: RunId
  readonly perfGate: string
  /** The command line that does the same again, program first. */
  readonly command: readonly string[]
  readonly commit: string | null
  /** Drawn for this run; a seed in the configuration wins. */
  readonly seed: number
  /** A base-branch run or `--save-baseline`: the baseline is written also where there is one already. */
  readonly saveBaseline: boolean
  readonly readConfig: () => Config
  readonly targets: Targets
  readonly openLoad: () => Promise<Load>
  readonly baselines: BaselineStore
  /** Keeps the result for later, whatever becomes of it: the result file. */
  readonly keepResult: (text: string) => Promise<void>
  readonly outputs: readonly Output[]
}
