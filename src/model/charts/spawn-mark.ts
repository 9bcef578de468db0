import type { ChartMark } from '../chart.ts'
import { words } from '../outside.ts'
import type { StageRun } from '../result/views.ts'
import { asSeconds } from './digits.ts'

/** Where all users of a stage had spawned: its numbers are of the time after that. None where there were no users to spawn. */
export function spawnMarks(runs: readonly Pick<StageRun, 'samples'>[]): readonly ChartMark[] {
  const at = asSeconds(1000 * Math.max(0, ...runs.map(({ samples }) => samples.spawn?.seconds ?? 0)))
  if (at === 0) return []
  return [{ axis: 'x', at, what: 'point', ink: null, label: words`all users have spawned (${at} s)` }]
}
