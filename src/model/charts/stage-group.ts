import type { ChartGroup, LineChart } from '../chart.ts'
import type { Stage } from '../config.ts'
import { outside, type Words, words } from '../outside.ts'

/** The charts of one stage under its name, and a note of which they are; none where there is no chart. */
export function stageGroup(
  stage: Stage,
  charts: readonly LineChart[],
  note: Words | null = null,
): readonly ChartGroup[] {
  if (charts.length === 0) return []
  const name = words`Stage ${outside(stage.name)}`
  return [{ title: note === null ? name : words`${name}: ${note}`, charts }]
}
