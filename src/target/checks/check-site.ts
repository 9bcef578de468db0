import type { TargetSpec } from '../../model/config.ts'
import type { Log } from '../../ports.ts'
import type { EngineInfo } from '../engine/engine.ts'
import { readCores, readSwapBytes } from '../engine/machine.ts'
import { checkDisk, readDisk } from './check-disk.ts'
import { checkMounts } from './check-mounts.ts'
import { checkEngine, checkLimits, findContention } from './preflight.ts'

/** Whether the targets of all sides can run here under their limits, before anything is pulled or started. Throws SetupError; what is only doubtful is warned of. */
export async function checkSite(info: EngineInfo, sides: readonly TargetSpec[], log: Log): Promise<void> {
  checkEngine(info, await readSwapBytes())
  const cores = await readCores(info)
  for (const side of sides) {
    checkLimits(info, side, cores)
    await checkMounts(side)
    if (side.balancer.kind === 'proxy') await checkMounts(side.balancer.container)
  }
  const contention = sides.map((side) => findContention(side, cores.length)).find((warning) => warning !== null)
  if (contention !== undefined) log.warn(contention)
  const disk = await readDisk(info)
  const full = disk === null ? null : checkDisk(disk)
  if (full !== null) log.warn(full)
}
