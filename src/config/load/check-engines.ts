import type { RequestSpec, Tls } from '../../model/config.ts'
import { words } from '../../model/outside.ts'
import { autocannonObstacle } from '../../model/plan/choose-engine.ts'
import { labelOf } from '../labels.ts'
import { type Reading, reportAt } from '../sources.ts'
import type { ReadStage } from './read-stages.ts'

/** Refuses `engine: autocannon` where a stage, its requests or the target need what only undici does. */
export function checkEngines(
  reading: Reading,
  stages: readonly ReadStage[],
  requests: readonly RequestSpec[],
  tls: Tls | null,
): void {
  for (const { stage, index } of stages) {
    if (stage.engine !== 'autocannon') continue
    const obstacle = autocannonObstacle(stage, requests, tls)
    if (obstacle === null) continue
    const path = ['stages', index, 'engine']
    const text = words`${labelOf(reading.tree, path)}: autocannon cannot drive this stage: ${obstacle}`
    reportAt(reading, path, text, words`Write auto or undici.`)
  }
}
