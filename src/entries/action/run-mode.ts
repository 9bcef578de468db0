import { attemptCalibration, calibrationCode } from '../attempt/attempt-calibration.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { capacityMode } from './capacity-mode.ts'
import { commentMode } from './comment-mode.ts'
import { gateMode } from './gate-mode.ts'
import { filesIn } from './mode-files.ts'
import { calibratedOutputs } from './output-values.ts'

/** Does what the mode says. */
export async function runMode(world: ActionWorld): Promise<Ended> {
  switch (world.setting.mode) {
    case 'gate':
      return await gateMode(world)
    case 'calibrate':
      return await calibrateMode(world)
    case 'capacity':
      return await capacityMode(world)
    case 'comment':
      return await commentMode(world)
  }
}

async function calibrateMode(world: ActionWorld): Promise<Ended> {
  const names = { result: 'perf-gate-calibration.json', report: 'perf-gate-calibration.md' }
  const { paths, edges } = filesIn(world, names)
  const ended = await attemptCalibration({ ...world, ...edges })
  const code = calibrationCode(ended)
  if (ended.kind !== 'done') return { code, told: ended, comment: null }
  const outputs = calibratedOutputs(ended.value, paths)
  return { code, told: { kind: 'done', value: { annotated: ended.value.report, outputs } }, comment: null }
}
