import type { Ending } from '../evidence.ts'
import { type Words, words } from '../outside.ts'
import type { ContainerFigures } from '../target-figures.ts'
import { formatBytes, formatMs } from '../units.ts'
import type { Explain, Run, Scene } from './cause.ts'
import { describeEnding } from './endings.ts'
import { type NamedContainer, namedContainers } from './named-containers.ts'

/** A mark this close to the limit is that of a container which died of it. */
const AT_LIMIT = 0.9
/** Few fill up so much of it between two looks. */
const FAR_BELOW_LIMIT = 0.5

/** The kernel killed the container, or a child in it. */
export const killedForMemory: Explain = (scene) => {
  const dead = endedRun(scene, 'out-of-memory')
  if (dead !== null) {
    const { ending, run } = dead
    const sentence = describeEnding(ending, scene.result.plan)
    return words`${sentence}${lastWords(killedOf(ending, run, scene))}${roundWords(scene, run)}`
  }
  for (const run of scene.runs) {
    const killed = namedContainers(run, scene).find(({ figures }) => figures.oomKills > 0)
    if (killed !== undefined) return words`${describeChildKill(killed, scene)}${roundWords(scene, run)}`
  }
  return null
}

/** The main process ended, by itself or by a signal; or somebody started the container again. */
export const exited: Explain = (scene) => {
  const dead = endedRun(scene, 'exited')
  if (dead !== null) return words`${describeEnding(dead.ending, scene.result.plan)}${roundWords(scene, dead.run)}`
  for (const run of scene.runs) {
    const again = namedContainers(run, scene).find(({ figures }) => figures.restarts > 0)
    if (again === undefined) continue
    const times = again.figures.restarts === 1 ? 'once' : `${again.figures.restarts} times`
    return words`${again.name} went away and was started again ${times}, not by perf-gate${roundWords(scene, run)}`
  }
  return null
}

type Dead = { readonly ending: Ending; readonly run: Run }

/** A target that went away did so in the last stage that was begun. */
function endedRun({ runs, stage }: Scene, how: Ending['how']): Dead | null {
  for (const run of runs) {
    const { ending, stages } = run.start
    const here = stage === null || stages.at(-1)?.stage === stage.name
    if (ending?.how === how && here) return { ending, run }
  }
  return null
}

/** The container lives on: that is how a service loses its workers without anybody noticing. */
function describeChildKill({ name, figures, limitBytes }: NamedContainer, { stage }: Scene): Words {
  const { oomKills, series } = figures
  const first = series.find((point) => point.oomKills > 0)
  const when = stage === null || first === undefined ? '' : ` ${formatMs(first.atMs)} into the stage`
  const what = oomKills === 1 ? '1 process' : `${oomKills} processes`
  return words`the kernel killed ${what} of ${name} for memory${when}, and the container lived on: its limit is ${formatBytes(limitBytes)}${peakWords(figures)}${machineWords(figures, limitBytes)}`
}

/** The mark of a container that lives on is exact: what never came near its limit was not killed for it. */
function machineWords({ memory }: ContainerFigures, limitBytes: number): string {
  const isBelow = memory.peakBytes !== null && memory.peakBytes < AT_LIMIT * limitBytes
  return isBelow ? ', so it was the machine itself that had no memory left' : ''
}

/** The container that died, with what its whole life says; of several whose number is not known, the one that had the most. */
function killedOf({ who }: Ending, run: Run, scene: Scene): NamedContainer | null {
  const { life } = run.start
  const all = namedContainers({ ...run, figures: life }, scene)
  if (who?.kind === 'balancer') return all[life.replicas.length] ?? null
  if (who?.kind === 'replica') return all[who.number - 1] ?? null
  return all.toSorted((a, b) => peakOf(b.figures) - peakOf(a.figures))[0] ?? null
}

/** Where the kernel keeps no mark, the most that was seen between two looks. */
function peakOf({ memory }: ContainerFigures): number {
  return memory.peakBytes ?? memory.mostWorkingSetBytes
}

/** One that fills up between two looks is gone with its control group before the kernel's mark can be read. */
function lastWords(killed: NamedContainer | null): string {
  if (killed === null) return ''
  const seenBytes = peakOf(killed.figures)
  if (seenBytes >= AT_LIMIT * killed.limitBytes) return peakWords(killed.figures)
  const either =
    seenBytes < FAR_BELOW_LIMIT * killed.limitBytes
      ? ', so it filled up at once, or the machine itself had no memory left'
      : ''
  return `; it had ${formatBytes(seenBytes)} when it was last seen${either}`
}

function peakWords(figures: ContainerFigures): string {
  return `; its memory peaked at ${formatBytes(peakOf(figures))}${figures.memory.peakBytes === null ? ', as far as was seen' : ''}`
}

function roundWords({ result }: Scene, { round }: Run): string {
  return result.plan.rounds === 1 ? '' : ` (round ${round})`
}
