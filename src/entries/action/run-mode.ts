import { attemptCalibration, calibrationCode } from '../attempt/attempt-calibration.ts'
import type { ActionWorld, Ended } from './action-world.ts'
import { capacityMode } from './capacity-mode.ts'
import { commentMode } from './comment-mode.ts'
import { commentOfFormer } from './gate-comment.ts'
import { gateMode } from './gate-mode.ts'
import { filesIn } from './mode-files.ts'
import { calibratedOutputs } from './output-values.ts'
import { NOT_GATED } from './unjudged.ts'

/** Does what the mode says. */
export async function runMode(world: ActionWorld): Promise<Ended> {
  switch (world.setting.mode) {
    case 'gate':
      return await gateMode(world)
    case 'calibrate':
      return await noGate(world, calibrateMode)
    case 'capacity':
      return await noGate(world, capacityMode)
    case 'comment':
      return await commentMode(world)
  }
}

/** A step that was a gate on an earlier commit does not go on saying so. Who never had one is not told that this could not be looked up. */
async function noGate(world: ActionWorld, mode: (world: ActionWorld) => Promise<Ended>): Promise<Ended> {
  const ended = await mode(world)
  await commentOfFormer(world)
    ?.correct(NOT_GATED, world)
    .catch(() => undefined)
  return ended
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
