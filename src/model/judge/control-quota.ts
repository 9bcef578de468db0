import type { Side, Stage } from '../config.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, stageRuns } from '../result/views.ts'

/** The CPU limit of a control, and what it is made from. Cores are those of one replica. */
export type ControlQuota = { readonly stage: string; readonly usedCores: number; readonly cpus: number }

/** The control gets this much of the CPU that the image used: small enough a loss to be a test, large enough for anybody to care. */
export const CONTROL_SHARE = 0.9

/** The engine takes no smaller quota. */
const SMALLEST_CPUS = 0.01

const SIDES: readonly Side[] = ['candidate', 'baseline']

/**
 * The quota under which the image must be slower: 90 % of the CPU that it used in the closed loop (`connections`) where it used most, or in any measured
 * stage where there is no closed loop. `null` where nobody could count what it used, or it used next to nothing.
 */
export function controlQuota(equal: Pick<Result, 'plan' | 'evidence'>): ControlQuota | null {
  const measured = measuredStages(equal.plan)
  const closed = measured.filter(({ load }) => load.model === 'connections')
  const used = (closed.length > 0 ? closed : measured).flatMap((stage) => {
    const usedCores = coresUsed(equal, stage)
    return usedCores === null ? [] : [{ stage: stage.name, usedCores }]
  })
  const [most] = used.sort((a, b) => b.usedCores - a.usedCores)
  if (most === undefined) return null
  // In thousandths, as the engine's own command line has them.
  const cpus = Math.floor(1000 * CONTROL_SHARE * most.usedCores) / 1000
  return cpus < SMALLEST_CPUS ? null : { ...most, cpus }
}

/** Mean over both sides, all rounds and replicas. */
function coresUsed(equal: Pick<Result, 'evidence'>, { name }: Stage): number | null {
  const figures = SIDES.flatMap((side) => stageRuns(equal, side, name)).map((run) => run.figures)
  const replicas = figures.flatMap((one) => (one ?? { replicas: [] }).replicas.map(({ cpuSeconds }) => cpuSeconds))
  const seconds = figures.reduce((sum, one) => sum + (one === null ? 0 : (one.replicas.length * one.ms) / 1000), 0)
  return seconds === 0 ? null : replicas.reduce((sum, cpuSeconds) => sum + cpuSeconds, 0) / seconds
}
