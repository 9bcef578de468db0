import type { Ending } from '../evidence.ts'
import { type Words, words } from '../outside.ts'
import type { ContainerFigures } from '../target-figures.ts'
import { formatBytes, formatMs } from '../units.ts'
import type { Explain, Run, Scene } from './cause.ts'
import { describeEnd } from './describe-end.ts'
import { isFarBelow } from './endings.ts'
import { killedContainer, seenBytes } from './killed-container.ts'
import { type NamedContainer, namedContainers } from './named-containers.ts'

/** A mark this close to the limit is that of a container which died of it. */
const AT_LIMIT = 0.9

/** The kernel killed the container, or a child in it. */
export const killedForMemory: Explain = (scene) => {
  const { plan } = scene.result
  const dead = endedRun(scene, 'out-of-memory')
  if (dead !== null) {
    const { ending, run } = dead
    return words`${describeEnd(run.start, plan) ?? ''}${lastWords(killedContainer(ending, run.start, plan))}${roundWords(scene, run)}`
  }
  for (const run of scene.runs) {
    const killed = namedContainers(run, scene).find(({ figures }) => figures.oomKills > 0)
    if (killed !== undefined) return words`${describeChildKill(killed, run, scene)}${roundWords(scene, run)}`
  }
  return null
}

/** The main process ended, by itself or by a signal; or somebody started the container again. */
export const exited: Explain = (scene) => {
  const dead = endedRun(scene, 'exited')
  if (dead !== null) return words`${describeEnd(dead.run.start, scene.result.plan) ?? ''}${roundWords(scene, dead.run)}`
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

/** Where the container lives on, a service loses its workers without anybody noticing. */
function describeChildKill(killed: NamedContainer, run: Run, scene: Scene): Words {
  const { name, figures, limitBytes } = killed
  const { oomKills, series } = figures
  const first = series.find((point) => point.oomKills > 0)
  const when = scene.stage === null || first === undefined ? '' : ` ${formatMs(first.atMs)} into the stage`
  const what = oomKills === 1 ? '1 process' : `${oomKills} processes`
  const hasEnded = endedIn(killed, run, scene)
  const after = hasEnded ? `the container ended ${exitOf(run)}` : 'the container lived on'
  return words`the kernel killed ${what} of ${name} for memory${when}, and ${after}: its limit is ${formatBytes(limitBytes)}${peakWords(figures)}${hasEnded ? '' : machineWords(figures, limitBytes)}`
}

/** Whether it is this container that went away, in this stage. */
function endedIn({ who }: NamedContainer, { start }: Run, { stage }: Scene): boolean {
  const { ending, stages } = start
  if (ending === null || (stage !== null && stages.at(-1)?.stage !== stage.name)) return false
  return JSON.stringify(ending.who) === JSON.stringify(who)
}

function exitOf({ start: { ending } }: Run): string {
  return ending?.exitCode == null ? 'too' : `with code ${ending.exitCode}`
}

/** The mark of a container that lives on is exact: what never came near its limit was not killed for it. */
function machineWords({ memory }: ContainerFigures, limitBytes: number): string {
  const isBelow = memory.peakBytes !== null && memory.peakBytes < AT_LIMIT * limitBytes
  return isBelow ? ', so it was the machine itself that had no memory left' : ''
}

/** One that fills up between two looks is gone with its control group before the kernel's mark can be read. */
function lastWords(killed: NamedContainer | null): string {
  if (killed === null) return ''
  const bytes = seenBytes(killed.figures)
  if (bytes >= AT_LIMIT * killed.limitBytes) return peakWords(killed.figures)
  const either = isFarBelow(bytes, killed.limitBytes)
    ? ', so it filled up at once, or the machine itself had no memory left'
    : ''
  return `; it had ${formatBytes(bytes)} when it was last seen${either}`
}

function peakWords(figures: ContainerFigures): string {
  return `; its memory peaked at ${formatBytes(seenBytes(figures))}${figures.memory.peakBytes === null ? ', as far as was seen' : ''}`
}

function roundWords({ result }: Scene, { round }: Run): string {
  return result.plan.rounds === 1 ? '' : ` (round ${round})`
}
