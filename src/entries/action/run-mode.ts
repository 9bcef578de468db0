import type { ActionWorld, Ended } from './action-world.ts'
import { calibrateMode } from './calibrate-mode.ts'
import { capacityMode } from './capacity-mode.ts'
import { commentMode } from './comment-mode.ts'
import { commentOfFormer } from './gate-comment.ts'
import { gateMode } from './gate-mode.ts'
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

/**
 * A step that was a gate on an earlier commit does not go on saying so; it may be one again on the next. Who never had one is not told that this could not be
 * looked up, nor a fork that nothing could be written.
 */
async function noGate(world: ActionWorld, mode: (world: ActionWorld) => Promise<Ended>): Promise<Ended> {
  const ended = await mode(world)
  await commentOfFormer(world)
    ?.correct(NOT_GATED, { log: SILENT })
    .catch(() => undefined)
  return ended
}

const SILENT = { say: () => undefined }
