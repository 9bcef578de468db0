import type { ActionWorld, Ended } from './action-world.ts'
import { calibrateMode } from './calibrate-mode.ts'
import { capacityMode } from './capacity-mode.ts'
import { commentMode } from './comment-mode.ts'
import { gateMode } from './gate-mode.ts'

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
