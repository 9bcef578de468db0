import type { Side } from '../config.ts'
import { type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { stageRuns } from '../result/views.ts'
import type { HostFigures } from '../target-figures.ts'
import { formatCores } from '../units.ts'
import type { Doubt } from './doubt.ts'

/** From this share of the machine's time on, what its hypervisor gave to others says more about the hour than about the target. */
const MOST_STOLEN_SHARE = 0.1

/**
 * Other programs and containers that take this many cores or more slow the target down, if the machine has nothing to spare …
 * (The engine's own proxy of a mapped port is among them where it cannot be seen, as from a job container: some 0.05 cores for each 1000
 * requests per second. What the target needs around it is not: it is part of what is measured.)
 */
const MOST_OTHERS_CORES = 0.5
/** … which is when less than this is idle. With more, the kernel has somewhere else to run them. */
const SPARE_CORES = 0.25

/** When others on the machine, or beside it, took the CPU that a stage needed, in any round. */
export function hostDoubt(result: Pick<Result, 'evidence'>, stage: string, side: Side): Doubt | null {
  const hosts = stageRuns(result, side, stage).flatMap(({ figures }) => figures?.host ?? [])
  const robbed = hosts.filter(isRobbed).sort((a, b) => b.stolen - a.stolen)[0]
  if (robbed !== undefined) {
    return {
      whose: 'run',
      reason: words`the hypervisor took ${formatCores(robbed.stolen)} cores of this machine for others, beside ${formatCores(robbed.busy)} that were busy; repeat the run`,
    }
  }
  const worst = hosts.filter(isCrowded).sort((a, b) => b.others - a.others)[0]
  if (worst === undefined) return null
  return {
    whose: 'run',
    reason: words`other programs used ${formatCores(worst.others)} of the machine's ${worst.cores} cores${nameBusiest(worst)} and none was free; stop them, or use a larger machine`,
  }
}

/** Where one container stands for most of it. */
function nameBusiest({ others, busiest }: HostFigures): Words {
  if (busiest === null || busiest.cores < others / 2) return words``
  return words`, the container ${busiest.name} ${formatCores(busiest.cores)} of them,`
}

function isRobbed({ cores, stolen }: HostFigures): boolean {
  return stolen >= MOST_STOLEN_SHARE * cores
}

function isCrowded({ cores, busy, stolen, others }: HostFigures): boolean {
  return others >= MOST_OTHERS_CORES && cores - busy - stolen < SPARE_CORES
}
